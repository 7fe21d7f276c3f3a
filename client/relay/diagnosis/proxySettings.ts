import { translate } from '../../translate.ts';

/** What VS Code and the environment say about proxies. */
export interface ProxySettings {
  /** `http.proxy`; empty if it is not set. */
  readonly proxy: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** `http.proxySupport`; `off` keeps VS Code from using any for extensions. */
  readonly support: string;
  /** `HTTPS_PROXY` and the like. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The route that VS Code takes to a host. */
export type Route =
  | { readonly kind: 'direct'; readonly why: string | undefined }
  | { readonly kind: 'proxy'; readonly url: URL; readonly source: string }
  /** A proxy is set, but its address makes no sense. */
  | { readonly kind: 'broken'; readonly source: string };

/** Decides as VS Code does: never for this machine, then the exceptions, the setting, the environment. */
export function routeTo(relay: URL, settings: ProxySettings): Route {
  const host = relay.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (host === 'localhost' || host === '127.0.0.1' || host === '::1') return direct();
  if (settings.support === 'off') return direct(translate('http.proxySupport is off'));
  const port = relay.port || '443';
  const exceptions =
    settings.noProxy.length > 0
      ? { list: settings.noProxy, source: 'http.noProxy' }
      : { list: fromEnvironment(settings, 'NO_PROXY').split(','), source: 'NO_PROXY' };
  if (exceptions.list.some((entry) => covers(entry, host, port)))
    return direct(translate('{0} exempts it from the proxy', exceptions.source));
  if (settings.proxy.trim() !== '') return through(settings.proxy, 'http.proxy');
  const fromOutside = fromEnvironment(settings, 'HTTPS_PROXY') || fromEnvironment(settings, 'HTTP_PROXY');
  return fromOutside === '' ? direct() : through(fromOutside, translate('HTTPS_PROXY or HTTP_PROXY'));
}

function direct(why?: string): Route {
  return { kind: 'direct', why };
}

function through(text: string, source: string): Route {
  const url = URL.parse(text.trim());
  const isProxy = url !== null && /^(https?|socks[45]?[ah]?):$/.test(url.protocol) && url.hostname !== '';
  return isProxy ? { kind: 'proxy', url, source } : { kind: 'broken', source };
}

function fromEnvironment({ environment }: ProxySettings, name: string): string {
  return environment[name.toLowerCase()] ?? environment[name] ?? '';
}

/** An entry is `*`, or the end of a host name, with or without a port. */
function covers(entry: string, host: string, port: string): boolean {
  const [name = '', ofPort] = entry.trim().toLowerCase().split(':', 2);
  if (name === '*') return true;
  if (name === '') return false;
  const domain = name.startsWith('.') ? name : `.${name}`;
  return `.${host}`.endsWith(domain) && (ofPort === undefined || ofPort === port);
}
