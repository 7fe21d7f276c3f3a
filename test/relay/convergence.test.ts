import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { openRoomStore } from '../../relay/store/openRoomStore.ts';
import type { RoomStore } from '../../relay/store/roomStore.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import { eventually } from '../support/eventually.ts';
import { seededRandom, seedFor, type SeededRandom } from '../support/seed.ts';
import { createHeldStore } from './support/heldStore.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

const STORES: Record<string, () => Promise<{ store: RoomStore; dispose: () => void; sessions: number }>> = {
  memory: () => Promise.resolve({ store: createMemoryRoomStore(), dispose: () => undefined, sessions: 300 }),
  SQLite: async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-converge-'));
    const store = await openRoomStore(`sqlite:///${path.join(folder, 'test.db')}`, {
      sqliteSynchronous: 'normal',
    });
    return { store, dispose: () => fs.rmSync(folder, { recursive: true }), sessions: 60 };
  },
};

for (const [name, open] of Object.entries(STORES)) {
  describe(`[N3] random sessions on ${name}`, function () {
    this.timeout(240_000);

    it('end with the same text everywhere, and every token in it once', async function () {
      const { store: inner, dispose, sessions } = await open();
      const store = createHeldStore(inner);
      const seed = seedFor(this.test!.fullTitle());
      const relay = await startTestRelay({ store });
      const reached = { offline: 0, failures: 0, deletions: 0 };
      // Several at once, so that commits carry rows of many rooms.
      const queue = Array.from({ length: sessions }, (_, i) => seededRandom((seed + i) >>> 0));
      const work = async () => {
        for (let random = queue.pop(); random !== undefined; random = queue.pop()) {
          await runSession(relay, random, reached);
        }
      };
      const random = seededRandom(seed);
      store.fails = () => {
        const fails = random.chance(0.05);
        if (fails) reached.failures++;
        return fails;
      };
      try {
        await Promise.all(Array.from({ length: 10 }, work));
      } finally {
        store.fails = () => false;
        await relay.relay.stop();
        dispose();
      }
      // The test is worth something only if it got here.
      assert.ok(
        Math.min(reached.offline, reached.failures, reached.deletions) > sessions / 30,
        JSON.stringify(reached),
      );
    });
  });
}

async function runSession(
  relay: TestRelay,
  random: SeededRandom,
  reached: Record<string, number>,
): Promise<void> {
  const room = await relay.createRoom('start ');
  const clients = Array.from({ length: 2 + random.int(3) }, () => connect(relay.url, room.id));
  const inserted = new Set<string>();
  const deleted = new Set<string>();
  for (let step = 0; step < 30; step++) {
    const client = random.pick(clients);
    const text = client.doc.getText('code');
    const action = random.next();
    if (action < 0.6) {
      const token = `«${clients.indexOf(client)}.${step}»`;
      inserted.add(token);
      // Between tokens, so that each stays whole.
      const places = [...text.toJSON().matchAll(/»|^/g)].map(({ index, 0: match }) => index + match.length);
      text.insert(random.pick(places), token);
    } else if (action < 0.75) {
      const present = [...text.toJSON().matchAll(/«[^»]*»/g)];
      if (present.length === 0) continue;
      const { index, 0: token } = random.pick(present);
      text.delete(index, token.length);
      deleted.add(token);
      reached['deletions']!++;
    } else if (action < 0.85) {
      client.provider.disconnect();
      reached['offline']!++;
    } else if (action < 0.95) {
      client.provider.connect();
    } else {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  for (const { provider } of clients) provider.connect();
  const expected = [...inserted].filter((token) => !deleted.has(token)).sort();
  const tokensOf = (text: string) => [...text.matchAll(/«[^»]*»/g)].map(([token]) => token).sort();
  await eventually('everybody to have everything', () =>
    clients.every(({ doc }) => tokensOf(doc.getText('code').toJSON()).join() === expected.join()),
  );
  const texts = new Set(clients.map(({ doc }) => doc.getText('code').toJSON()));
  assert.equal(texts.size, 1);
  await eventually('the relay, too', async () => texts.has(await relay.codeOf(room.id)));
  for (const { doc, provider } of clients) {
    assert.equal(doc.store.pendingStructs, null);
    provider.destroy();
    doc.destroy();
  }
  const stored = await relay.store.loadRoom(room.id as never);
  const copy = new Y.Doc();
  for (const update of [stored?.snapshot?.state, ...(stored?.updates ?? []).map(({ update }) => update)]) {
    if (update !== undefined) Y.applyUpdate(copy, update);
  }
  assert.ok(texts.has(copy.getText('code').toJSON()));
}

function connect(url: string, room: string): { doc: Y.Doc; provider: WebsocketProvider } {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/sync`, room, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 100,
  });
  return { doc, provider };
}
