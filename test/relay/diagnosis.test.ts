import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { WebSocketServer } from 'ws';
import type { Finding } from '../../client/relay/diagnosis/finding.ts';
import { renderReport } from '../../client/relay/diagnosis/report.ts';
import { nodeProbes } from '../../extension/node/nodeProbes.ts';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { freePort } from '../support/freePort.ts';
import { startTcpProxy } from '../support/tcpProxy.ts';
import { failsAt, look, NO_PROXY, outcomeOf, textOf } from './support/findings.ts';
import { answerOf, setUpFrontServers } from './support/frontServers.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

/** "Why Can't I Connect?" against servers that are really broken in one way each. */
describe('the diagnosis of a connection', function () {
  this.timeout(60_000);
  let relay: TestRelay;
  before(async () => {
    relay = await startTestRelay();
  });
  after(() => relay.relay.stop());
  const servers = setUpFrontServers(() => relay.port);
  const { serve, serveTls, serveConnect, forward, pass } = servers;

  it('finds nothing wrong with a relay that works, leaves nothing behind there, and says how long it took', async () => {
    const { connections } = await relay.health();
    const findings = await look(relay.url);
    // By its name there is one step more.
    const byName = await look(relay.url.replace('127.0.0.1', 'localhost'));
    assert.match(textOf(byName, 'name'), /^localhost is .*127\.0\.0\.1/);
    assert.deepEqual(
      findings.map(({ step, outcome }) => [step, outcome]),
      ['address', 'proxy', 'connection', 'relay', 'version', 'websocket', 'roundTrip'].map((step) => [
        step,
        'fine',
      ]),
    );
    assert.match(textOf(findings, 'roundTrip'), /after \d+ ms/);
    assert.equal((await relay.health()).connections, connections);
    const rooms = (await (await relay.request('GET', '/rooms')).json()) as unknown[];
    assert.deepEqual(rooms, []);
  });

  it('tells a wrong address by itself, and a name that nobody knows', async () => {
    failsAt(await look('relay.example.org'), 'address', /is not an address/, /tandem\.relayUrl/);
    failsAt(await look('http://relay.example.org'), 'address', /not encrypted/);
    failsAt(await look('https://relay.invalid'), 'name', /was not found|could not be resolved/);
  });

  it('tells a closed port from one behind a black hole', async () => {
    failsAt(
      await look(`http://127.0.0.1:${await freePort()}`),
      'connection',
      /nothing is listening/,
      /relay is running/,
    );

    const hole = await startTcpProxy({ targetPort: relay.port });
    servers.closeAfterTest(() => hole.close());
    hole.hold();
    const findings = await look(`http://127.0.0.1:${hole.port}`, { probes: nodeProbes({ timeoutMs: 500 }) });
    failsAt(findings, 'relay', /does not answer at all/, /firewall/);
  });

  it('tells a web server that is no relay, and a reverse proxy without its relay', async () => {
    const page = await serve((_request, response) => response.end('<h1>Welcome</h1>'));
    failsAt(await look(page), 'relay', /not a Tandem relay/);
    const missing = await serve((_request, response) => response.writeHead(404).end('nginx'));
    failsAt(await look(missing), 'relay', /no relay at this address/, /path/);
    const alone = await serve((_request, response) => response.writeHead(502).end('Bad Gateway'));
    failsAt(await look(alone), 'relay', /relay behind it does not/, /is running/);
  });

  it('tells a relay whose database is away', async () => {
    const health = { status: 'unavailable', database: 'unavailable', rooms: 0, connections: 0 };
    const url = await serve((_request, response) => response.writeHead(503).end(JSON.stringify(health)));
    failsAt(await look(url), 'relay', /database does not respond/);
  });

  const DAY_MS = 86_400_000;
  const authority = makeCertificate({ names: ['Some Company CA'], isAuthority: true });
  for (const [what, certificate, expected] of [
    ['signed by itself', makeCertificate({ names: ['localhost'] }), /certificate is self-signed/],
    [
      'of an unknown authority',
      makeCertificate({ names: ['localhost'], authority }),
      /issued by "Some Company CA", which this computer does not know/,
    ],
  ] as const) {
    it(`tells a certificate ${what}, and what to do`, async () => {
      const findings = await look(await serveTls(certificate));
      failsAt(findings, 'certificate', expected, /NODE_EXTRA_CA_CERTS/);
    });
  }

  it('tells an expired certificate, and one for another name, from an authority that is known', async () => {
    // A program of its own: which authorities are known is settled when Node starts.
    const expired = makeCertificate({
      names: ['localhost'],
      authority,
      validFrom: new Date(Date.now() - 20 * DAY_MS),
      validTo: new Date(Date.UTC(2020, 1, 3)),
    });
    const otherName = makeCertificate({ names: ['relay.test', 'www.relay.test'], authority });
    const good = makeCertificate({ names: ['localhost'], authority });
    failsAt(
      await lookTrusting(authority, await serveTls(expired)),
      'certificate',
      /expired on 2020-02-03/,
      /renew/,
    );
    failsAt(
      await lookTrusting(authority, await serveTls(otherName)),
      'certificate',
      /is for relay\.test, www\.relay\.test, not for localhost/,
    );
    const findings = await lookTrusting(authority, await serveTls(good));
    assert.match(textOf(findings, 'certificate'), /trusted: issued by "Some Company CA"/);
    assert.equal(outcomeOf(findings, 'roundTrip'), 'fine');
  });

  it('tells plain http where TLS is expected', async () => {
    failsAt(
      await look(`https://localhost:${relay.port}`),
      'certificate',
      /does not support TLS/,
      /plain http/,
    );
  });

  it('tells a proxy that wants a password, one that forbids the relay, and one that is not there', async () => {
    const url = 'https://relay.test';
    const through = (proxy: string) => look(url, { proxy: { ...NO_PROXY, proxy } });
    failsAt(await through(await serveConnect(407)), 'proxy', /requires a user name/, /http\.proxy/);
    failsAt(
      await through(await serveConnect(403)),
      'proxy',
      /does not connect to relay\.test:443/,
      /noProxy/,
    );
    failsAt(
      await through(`http://127.0.0.1:${await freePort()}`),
      'connection',
      /nothing is listening/,
      /proxy is running/,
    );
    failsAt(await through('proxy.example.org'), 'proxy', /does not contain a proxy address/);
  });

  it('keeps the password of a proxy out of the report', async () => {
    const proxy = (await serveConnect(407)).replace('http://', 'http://anna:secret@');
    const findings = await look('https://relay.test', { proxy: { ...NO_PROXY, proxy } });
    const report = renderReport(findings, { Relay: 'https://relay.test' });
    assert.doesNotMatch(report, /secret|anna/);
    assert.match(report, /uses the proxy http:\/\/127\.0\.0\.1:\d+ \(http\.proxy\)/);
  });

  for (const [what, status, body, expected] of [
    ['drops the upgrade', undefined, '', /WebSocket upgrade does not/],
    ['answers the upgrade with 400', 400, '', /ordinary status 400/],
    ['answers the upgrade with 426', 426, '', /ordinary status 426/],
    ['answers the upgrade with 502', 502, '', /a proxy answers the WebSocket request with status 502/],
    [
      'answers like a relay that refuses the origin',
      403,
      JSON.stringify({
        title: 'Forbidden',
        detail: 'Pages of this origin may not connect; ALLOWED_ORIGINS.',
      }),
      /refuses this window: .*ALLOWED_ORIGINS/,
    ],
  ] as const) {
    it(`tells a reverse proxy that ${what}`, async () => {
      const answer = (_request: unknown, stream: Duplex) => stream.end(answerOf(status ?? 0, body));
      const url = await serve(forward, status === undefined ? undefined : answer);
      failsAt(await look(url), 'websocket', expected, /proxy|operator/);
    });
  }

  it('tells that the relay does not allow this window’s origin', async () => {
    const url = await serve(forward, (request, stream) => {
      request.headers.origin = 'https://evil.example';
      pass(request, stream);
    });
    failsAt(await look(url), 'websocket', /refuses this window: Pages of this origin/, /operator/);
  });

  it('tells a WebSocket that opens and then hears nothing', async () => {
    const sockets = new WebSocketServer({ noServer: true });
    const url = await serve(forward, (request, stream) =>
      sockets.handleUpgrade(request, stream, Buffer.alloc(0), () => undefined),
    );
    const findings = await look(url, { probes: nodeProbes({ timeoutMs: 700 }) });
    failsAt(findings, 'roundTrip', /no data comes back/);
  });

  it('tells an older and a newer relay, which still work', async () => {
    const older = textOf(await look(relay.url, { version: '0.2.0' }), 'version');
    assert.match(older, /0\.0\.0-test, which is older than your Tandem \(0\.2\.0\)/);
    const at = (version: string) =>
      serve((request, response) => {
        if (request.url === '/openapi.json') response.end(JSON.stringify({ info: { version } }));
        else forward(request, response);
      }, pass);
    const findings = await look(await at('2.0.0'), { version: '1.3.0' });
    assert.match(textOf(findings, 'version'), /newer than your Tandem \(1\.3\.0\)/);
    assert.equal(outcomeOf(findings, 'version'), 'unclear');
    assert.equal(outcomeOf(findings, 'roundTrip'), 'fine');
  });

  it('says in a browser what little can be known there, with this window’s origin', async () => {
    const probes = { ...nodeProbes({ timeoutMs: 2_000 }), network: undefined };
    const findings = await look(`http://127.0.0.1:${await freePort()}`, { probes, origin: 'https://x.test' });
    failsAt(findings, 'relay', /does not say why/, /https:\/\/x\.test to ALLOWED_ORIGINS/);
  });

  /** The findings of a program that knows `trusted` from its start. */
  async function lookTrusting(trusted: TestCertificate, url: string): Promise<readonly Finding[]> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'tandem-ca-'));
    servers.closeAfterTest(() => fs.rm(folder, { recursive: true }));
    const file = path.join(folder, 'ca.pem');
    await fs.writeFile(file, trusted.certificate);
    const script = path.join(import.meta.dirname, 'support', 'diagnoseOnce.ts');
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: file };
    const { stdout } = await promisify(execFile)(process.execPath, [script, url], { env });
    return JSON.parse(stdout) as Finding[];
  }
});
