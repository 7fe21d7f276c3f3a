import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeCertificate } from '../support/certificate.ts';
import { startConnectProxy, type ConnectProxy } from '../support/connectProxy.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { startTlsFront } from '../support/tlsFront.ts';
import { oneStory } from './oneStory.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { createRoom, readCode, readSession, saved } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const RELAY = 'https://relay.test';

/** A relay that only the company's proxy leads to, with a certificate of the company's own authority. */
describe('behind a company’s proxy', function () {
  this.timeout(180_000);
  oneStory();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-ca-'));
  let relay: RelayProcess;
  let front: Awaited<ReturnType<typeof startTlsFront>>;
  let proxy: ConnectProxy;
  let pair: Pair | undefined;
  let anna: Person;
  screenshotsOnFailure(() => pair);

  before(async () => {
    const authority = makeCertificate({ names: ['Some Company CA'], isAuthority: true });
    const file = path.join(folder, 'ca.pem');
    fs.writeFileSync(file, authority.certificate);
    relay = await startRelayProcess({ environment: { PUBLIC_URL: RELAY, ACCESS: 'open' } });
    front = await startTlsFront(relay.port, makeCertificate({ names: ['relay.test'], authority }));
    proxy = await startConnectProxy(front.port);
    pair = await openPair({
      names: ['anna'],
      relayUrl: RELAY,
      // With it on, VS Code takes this machine's authorities for `fetch` and not those of NODE_EXTRA_CA_CERTS.
      settings: { 'http.proxy': proxy.url, 'http.systemCertificates': false },
      environment: { NODE_EXTRA_CA_CERTS: file },
    });
    anna = pair.person('anna');
  });

  after(async () => {
    await pair?.close();
    proxy.close();
    front.close();
    await relay.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  it('REST calls and WebSockets go through the proxy of VS Code’s settings', async () => {
    await anna.openFile('notes.txt', 'from behind the wall\n');
    const room = await createRoom(anna.window, { name: 'Wall' });
    await saved(anna.window);
    assert.equal((await readSession(anna.window))?.state, 'online');
    assert.equal(await readCode(relay.url, room.id), 'from behind the wall\n');
    // Nobody else knows the name, so the two could not have come another way: one for REST, one for the WebSocket.
    assert.ok(proxy.asked.length >= 2, proxy.asked.join());
    assert.deepEqual([...new Set(proxy.asked)], ['relay.test:443']);
  });

  it('"Why Can’t I Connect?" shows the way through it, and copies its report', async () => {
    await anna.window.palette("Tandem: Why Can't I Connect?");
    await eventually('the report', async () => /Round trip/.test(await anna.window.screenText()));
    const report = await anna.window.host.read();
    assert.match(report, /^Tandem can connect to the relay\./);
    assert.match(report, /✓ Proxy +VS Code uses the proxy http:\/\/127\.0\.0\.1:\d+ \(http\.proxy\)/);
    assert.match(report, /✓ Proxy +The proxy connects to relay\.test:443/);
    assert.match(report, /✓ WebSocket/);
    assert.match(report, /✓ Round trip/);
    await anna.window.clickNotification('Copy Report');
    await eventually('the copy', async () => {
      const copied = await anna.window.host.run((api) => api.env.clipboard.readText());
      return copied === report;
    });
  });

  it('"Reconnect Now" comes back at once when the relay does', async () => {
    await relay.kill();
    await eventually('to be offline', async () => (await readSession(anna.window))?.state === 'offline');
    await relay.restart();
    await anna.window.palette('Tandem: Reconnect Now');
    await eventually('to be online', async () => (await readSession(anna.window))?.state === 'online');
  });

  it('tells a certificate that VS Code does not trust', async () => {
    await anna.window.host.setting('http.systemCertificates', true);
    await anna.window.palette("Tandem: Why Can't I Connect?");
    await eventually('the report', async () => /not trusted/.test(await anna.window.host.read()));
    assert.match(await anna.window.host.read(), /What to do: .*NODE_EXTRA_CA_CERTS/);
    await anna.window.host.setting('http.systemCertificates', false);
  });

  it('says what fails when the relay does', async () => {
    await relay.kill();
    await anna.window.palette("Tandem: Why Can't I Connect?");
    await eventually('the report', async () =>
      /ECONN|accepted the connection|proxy/.test((await anna.window.host.read()).split('\n')[0] ?? ''),
    );
    assert.match(await anna.window.host.read(), /^Tandem cannot connect: /);
  });
});
