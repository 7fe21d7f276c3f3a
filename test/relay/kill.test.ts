import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as Y from 'yjs';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { freePort } from '../support/freePort.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';
import { edit, syncWire, updateMessage } from './support/wireClient.ts';

describe('[N1] a relay that is killed', function () {
  this.timeout(120_000);
  let bundle: RelayBundle;
  let relay: RelayProcess;

  before(async () => {
    bundle = await buildRelayBundle('kill');
    relay = await startRelayProcess({ bundle: bundle.file });
  });
  after(async () => {
    await relay.dispose();
    await bundle.remove();
  });

  it('has lost nothing that was acknowledged or that a peer saw, in 24 rounds', async () => {
    const response = await fetch(`${relay.url}/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', language: 'plaintext', code: '' }),
    });
    const room = (await response.json()) as RoomBody;
    const promised: string[] = [];
    for (let round = 0; round < 24; round++) {
      const doc = new Y.Doc();
      const writer = await syncWire(relay.url, room.id, doc);
      const reader = await syncWire(relay.url, room.id, new Y.Doc());
      const text = doc.getText('code').toJSON();
      for (const token of promised) {
        assert.equal(text.split(token).length, 2, `${token} after ${round} kills`);
      }
      const tokens = Array.from({ length: 5 }, (_, i) => `<${round}.${i}>`);
      for (const token of tokens) {
        writer.send(updateMessage(edit(doc, (shared) => shared.insert(shared.length, token))));
      }
      // Killed at once when the first promise is made, by the one way or the other.
      if (round % 2 === 0) {
        await eventually('an acknowledgement', () => writer.saved >= 2);
      } else {
        await reader.heard('update');
      }
      await relay.kill();
      const acknowledged = Math.max(writer.saved - 1, 0);
      const seen = reader.received.filter(({ kind }) => kind === 'update').length;
      promised.push(...tokens.slice(0, Math.max(acknowledged, seen)));
      writer.close();
      reader.close();
      await relay.restart();
    }
    assert.ok(promised.length >= 24);
    const code = ((await (await fetch(`${relay.url}/rooms/${room.id}`)).json()) as RoomBody).code;
    for (const token of promised) assert.ok(code.includes(token), token);
  });

  it('[N8] ends with 0 on SIGTERM', async () => {
    assert.equal(await relay.stop(), 0);
  });

  it('[N8] ends with 0 on SIGTERM also when nobody reads its log any more', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [bundle.file], {
      env: { ...process.env, PORT: String(port), DATABASE_URL: 'sqlite::memory:' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      child.stdout.destroy();
      await eventually(
        'the relay to answer',
        async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok,
      );
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
