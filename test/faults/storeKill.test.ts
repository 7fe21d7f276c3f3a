import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openRoomStore } from '../../relay/store/openRoomStore.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { updateRow } from '../support/storedRooms.ts';

const ROUNDS = 5;
const WRITER = fileURLToPath(new URL('../support/appendUntilKilled.ts', import.meta.url));
const seed = Number(process.env['TANDEM_SEED'] ?? Date.now() & 0xffff);

for (const kind of DATABASE_KINDS.filter((candidate) => candidate.isShared)) {
  describe(`a killed relay: ${kind.name}`, function () {
    this.timeout(120_000);
    let database: TestDatabase | undefined;

    before(async function () {
      database = await databaseOrSkip(this, kind);
    });

    after(() => database?.drop());

    it(`[N1] [F1] finds every append that was reported before kill -9 (TANDEM_SEED=${seed})`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { id, reported } = await appendAndKill(database!.url, 1 + ((seed * (round + 1) * 31) % 150));
        // Opened anew each time: the kill may have left a journal, a lock or a transaction behind.
        const store = await openRoomStore(database!.url);
        try {
          const room = await store.loadRoom(id);
          assert.ok(room);
          const stored = room.updates.at(-1)?.sequence ?? room.snapshot?.sequence ?? 0;
          assert.ok(
            stored >= reported,
            `round ${round}: ${reported} rows were reported, ${stored} are there`,
          );
          assert.ok(room.record.updatedAt <= new Date());
          for (const row of room.updates) {
            assert.deepEqual([...row.update], [...updateRow(id, row.sequence).update]);
          }
          // The room lives on where it was.
          await store.appendUpdates([updateRow(id, stored + 1)]);
        } finally {
          await store.close();
        }
      }
    });
  });
}

/** Lets a process append, and kills it as soon as it has reported `appends` of them. */
async function appendAndKill(url: string, appends: number): Promise<{ id: RoomId; reported: number }> {
  const child = spawn(process.execPath, [WRITER, url], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines: string[] = [];
  // Goes on after the kill: what the process printed before it is still in the pipe.
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === appends + 1) child.kill('SIGKILL');
  }
  await closed;
  assert.equal(child.signalCode, 'SIGKILL', errors);
  return { id: lines[0] as RoomId, reported: Number(lines.at(-1)) };
}
