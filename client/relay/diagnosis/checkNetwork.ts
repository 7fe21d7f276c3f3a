import { explainCertificate, explainHandshake, explainNetwork } from './explainNetwork.ts';
import { proxySignIn } from './explainAnswer.ts';
import { failed, fine, unclear, type Finding, type Step } from './finding.ts';
import { ProbeError, type Endpoint, type NetworkProbes, type Probes } from './probes.ts';
import { routeTo, type ProxySettings } from './proxySettings.ts';
import { translate } from '../../translate.ts';

/** Everything before the first HTTP answer: proxy, name, TCP, TLS. Ends at the first failure. */
export async function checkNetwork(
  relay: string,
  { probes, proxy }: { probes: Probes; proxy: ProxySettings },
): Promise<Finding[]> {
  const { network } = probes;
  if (network === undefined) return [];
  const url = new URL(relay);
  const target = endpointOf(url);
  const route = routeTo(url, proxy);
  switch (route.kind) {
    case 'broken': {
      const text = translate('{0} does not contain a proxy address.', route.source);
      const advice = translate('It looks like http://proxy.example.org:3128. Correct it, or leave it empty.');
      return [failed('proxy', { text, advice })];
    }
    case 'proxy': {
      const shown = `${route.url.protocol}//${route.url.host}`;
      const found = fine('proxy', translate('VS Code uses the proxy {0} ({1}).', shown, route.source));
      if (route.url.protocol.startsWith('socks')) return [found];
      return [found, ...(await checkProxy(network, route.url, target))];
    }
    case 'direct': {
      const text =
        route.why === undefined
          ? translate('VS Code uses no proxy for this address.')
          : translate('VS Code uses no proxy for this address: {0}.', route.why);
      const found = fine('proxy', text);
      return [found, ...(await checkDirect(network, target, url.protocol === 'https:'))];
    }
  }
}

async function checkDirect(network: NetworkProbes, target: Endpoint, isSecure: boolean): Promise<Finding[]> {
  const findings = await reach(network, target, 'relay');
  if (!isSecure || findings.some(({ outcome }) => outcome === 'failed')) return findings;
  try {
    const handshake = await network.shakeHands(target);
    const problem = explainCertificate(target.host, handshake);
    const good = translate(
      'Its certificate is trusted: issued by "{0}", valid until {1}.',
      handshake.issuer,
      handshake.validTo.toISOString().slice(0, 10),
    );
    return [...findings, problem === undefined ? fine('certificate', good) : failed('certificate', problem)];
  } catch (error) {
    return [...findings, failed('certificate', explainHandshake(codeOf(error), target))];
  }
}

async function checkProxy(network: NetworkProbes, url: URL, target: Endpoint): Promise<Finding[]> {
  const proxy = { ...endpointOf(url), isSecure: url.protocol === 'https:' };
  const findings = await reach(network, proxy, 'proxy');
  if (findings.some(({ outcome }) => outcome === 'failed')) return findings;
  // If the proxy wants a password, it would refuse our question but answer VS Code's, which knows more ways
  // to sign in.
  if (url.username !== '')
    return [
      ...findings,
      unclear('proxy', translate('It requires a password, which this check does not send.')),
    ];
  try {
    return [...findings, explainProxy(await network.askProxy(proxy, target), target)];
  } catch (error) {
    return [...findings, failed('proxy', explainNetwork(codeOf(error), proxy, 'proxy'))];
  }
}

function explainProxy(status: number, { host, port }: Endpoint): Finding {
  if (status >= 200 && status < 300)
    return fine('proxy', translate('The proxy connects to {0}.', `${host}:${port}`));
  if (status === 407) return failed('proxy', proxySignIn());
  return failed('proxy', {
    text: translate('The proxy does not connect to {0} (status {1}).', `${host}:${port}`, status),
    advice: translate(
      'Ask your network administrator to allow this address. If the relay is on your own network, exempt it from the proxy with the setting http.noProxy.',
    ),
  });
}

/** Name and TCP. */
async function reach(network: NetworkProbes, to: Endpoint, what: 'relay' | 'proxy'): Promise<Finding[]> {
  const findings: Finding[] = [];
  let step: Step = 'name';
  try {
    const addresses = await network.lookUp(to.host);
    const isName = addresses.some((address) => address !== to.host);
    if (isName) findings.push(fine('name', translate('{0} is {1}.', to.host, addresses.join(', '))));
    step = 'connection';
    await network.connect(to);
    findings.push(fine('connection', translate('{0} accepts connections.', `${to.host}:${to.port}`)));
  } catch (error) {
    findings.push(failed(step, explainNetwork(codeOf(error), to, what)));
  }
  return findings;
}

function endpointOf(url: URL): Endpoint {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

function codeOf(error: unknown): string {
  if (error instanceof ProbeError) return error.code;
  throw error;
}
