import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newTeamKey } from '../../relay/access/teamKeys.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';

describe('GET /, where people begin', function () {
  this.timeout(30_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-start-'));
  const vsixFile = path.join(folder, 'tandem.vsix');
  let relay: TestRelay;
  afterEach(async () => {
    fs.rmSync(vsixFile, { force: true });
    await relay.relay.stop();
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const html = async (address: string) => (await relay.request('GET', address)).text();

  it('says how to begin, at the address by which the relay was reached, and loads nothing', async () => {
    relay = await startTestRelay();
    const response = await relay.request('GET', '/');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'sha256-/,
    );
    const text = await response.text();
    assert.ok(text.includes(`<code class="id">${relay.url}</code>`));
    for (const address of ['/docs', '/openapi.json', '/health']) {
      assert.ok(text.includes(`href="${address}"`), address);
      assert.equal((await relay.request('GET', address)).status, 200, address);
    }
    assert.doesNotMatch(text, /<script|team’s key/);
  });

  it('names PUBLIC_URL, and keeps to its folder', async () => {
    relay = await startTestRelay({ publicUrl: 'https://relay.example/tandem/' });
    const text = await html('/');
    assert.ok(text.includes('<code class="id">https://relay.example/tandem</code>'));
    assert.ok(text.includes('href="/tandem/docs"'));
  });

  it('says on a relay of a team that a key is asked for', async () => {
    relay = await startTestRelay({ access: 'team', teamKeys: newTeamKey('office', randomBytes) ?? '' });
    assert.match(await html('/'), /VS Code asks you once for your team’s key/);
  });

  it('offers the extension where it is packed, as the invite does, also once it is packed later', async () => {
    relay = await startTestRelay({ vsixFile });
    const { id } = await relay.createRoom();
    for (const address of ['/', `/join/${id}`])
      assert.match(await html(address), /get its <code>\.vsix<\/code> file from whoever runs this relay/);
    const missing = await relay.request('GET', '/tandem.vsix');
    assert.equal(missing.status, 404);
    assert.equal(missing.headers.get('content-type'), 'application/problem+json');

    const packed = randomBytes(1_500_000);
    fs.writeFileSync(vsixFile, packed);
    for (const address of ['/', `/join/${id}`])
      assert.ok((await html(address)).includes('<a href="/tandem.vsix">tandem.vsix</a> (1.5 MB)'), address);
    const response = await relay.request('GET', '/tandem.vsix');
    assert.equal(response.headers.get('content-length'), '1500000');
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="tandem.vsix"');
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(packed));
  });

  it('is the same whatever rooms there are', async () => {
    relay = await startTestRelay();
    const before = await html('/');
    await relay.createRoom('a text');
    assert.equal(await html('/'), before);
    assert.equal((await relay.request('GET', `/join/${NO_ROOM_ID}`)).status, 404);
  });
});
