import assert from 'node:assert/strict';
import { Departures } from '../costs/departures.ts';
import { FREE_ACCOUNT } from '../costs/ledger.ts';
import { PassThrough } from 'node:stream';
import * as Y from 'yjs';
import { garbage } from '../../test/relay/support/garbage.ts';
import { createHeldStore } from '../../test/relay/support/heldStore.ts';
import { recordingLog } from '../../test/relay/support/testRelay.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { edit, updateMessage } from '../../test/relay/support/wireClient.ts';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { systemClock } from '../clock.ts';
import { systemRandom } from '../random.ts';
import { CommitQueue } from '../rooms/commitQueue.ts';
import { OpenRooms } from '../rooms/openRooms.ts';
import { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import { SyncSession } from './syncSession.ts';

describe('sync session', () => {
  it('[S10] refuses 20,000 garbage messages quickly, and the room stays as it is', async function () {
    this.timeout(30_000);
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const store = createHeldStore();
    const log = recordingLog();
    const parts = { store, clock: systemClock, log, random: systemRandom };
    const roomParts = { ...parts, commits: new CommitQueue(parts) };
    const rooms = new OpenRooms(roomParts);
    const { id } = await new RoomCatalogue(roomParts, rooms).create({
      name: 'x',
      language: 'x',
      code: 'text',
    });
    const lease = await rooms.acquire(id);
    assert.ok(lease !== undefined);
    const codes: number[] = [];
    const open = () => {
      const session: SyncSession = new SyncSession({
        id: 'p',
        room: lease.room,
        sink: new PassThrough().resume(),
        clock: systemClock,
        account: FREE_ACCOUNT,
        departures: new Departures(systemClock),
        wantsControl: true,
        relay: { id: 'r'.repeat(43), public_key: 'k' },
        wire: { ping: () => undefined, terminate: () => undefined, close: ({ code }) => codes.push(code) },
        onClosed: () => undefined,
      });
      session.open();
      return session;
    };

    const before = process.memoryUsage().rss;
    const start = performance.now();
    let session = open();
    for (let i = 0; i < 20_000; i++) {
      const closed = codes.length;
      session.receive(garbage(random));
      if (codes.length > closed) session = open();
    }
    const took = performance.now() - start;
    assert.ok(took < 10_000, `${took} ms`);
    assert.ok(codes.length > 10_000 && codes.every((code) => code === 4400), String(codes.length));
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.ok(grown < 150, `${grown} MiB`);
    assert.equal(await lease.room.text(), 'text');
    assert.equal(store.appends.length, 0);

    const doc = new Y.Doc();
    session.receive(updateMessage(edit(doc, (text) => text.insert(0, '!'))));
    await lease.room.whenStored();
    assert.match(await lease.room.text(), /!/);
    session.close(refuse('restarting'));
    lease.release();
  });
});
