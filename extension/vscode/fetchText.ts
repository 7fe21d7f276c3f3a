import { ProbeError, type HttpAnswer } from '../core/connection/probes.ts';

/** A GET by the global `fetch`, which VS Code sends through its proxy. Rejects with a ProbeError without an answer. */
export async function fetchText(url: string, timeoutMs: number): Promise<HttpAnswer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), cache: 'no-store' });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new ProbeError(codeOf(error));
  }
}

/** `fetch` hides the network's reason in the causes of its error. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at.name === 'TimeoutError') return 'ETIMEDOUT';
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'UNKNOWN';
}
