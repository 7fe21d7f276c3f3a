import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import * as Y from 'yjs';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { edit, syncWire, updateMessage } from './support/wireClient.ts';

describe('[N1] a relay that is killed', function () {
  this.timeout(120_000);
  const root = path.join(import.meta.dirname, '..', '..');
  // Inside the checkout, because the bundle looks for its packages from where it is.
  const folder = path.join(root, 'out', `relay-${process.pid}`);
  const bundle = path.join(folder, 'relay.js');
  let relay: RelayProcess;

  before(async () => {
    await build({
      entryPoints: [path.join(root, 'relay/main.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      packages: 'external',
      logLevel: 'warning',
    });
    relay = await startRelayProcess({ bundle });
  });
  after(async () => {
    await relay.dispose();
    await fs.promises.rm(folder, { recursive: true, force: true });
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
});
