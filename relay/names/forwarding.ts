import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** True when somebody says to have passed this request on. Who forwards without a header cannot be seen. */
export function isForwarded({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return Object.keys(headers).some((name) => /^(forwarded|via|x-forwarded-.*)$/.test(name));
}

/** The hosts that proxies say the request was for, the first as the client wrote it. */
export function forwardedHosts(headers: IncomingHttpHeaders): string[] {
  return listOf(headers['x-forwarded-host']);
}

/** The scheme that the client used, where a proxy tells it. */
export function forwardedScheme(headers: IncomingHttpHeaders): 'http' | 'https' {
  return listOf(headers['x-forwarded-proto'])[0]?.toLowerCase() === 'https' ? 'https' : 'http';
}

function listOf(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
