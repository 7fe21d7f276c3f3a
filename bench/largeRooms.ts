/**
 * What large rooms cost: `node bench/largeRooms.ts`. For each database, a room of 2 MB and one of 260,000 single edits:
 * how long until it is read, listed and opened, and what its snapshot takes.
 */
import { performance } from 'node:perf_hooks';
import * as Y from 'yjs';
import { openRoomStore } from '../relay/store/openRoomStore.ts';
import type { StoredUpdate } from '../relay/store/roomStore.ts';
import type { RoomBody } from '../shared/api/rooms.ts';
import { buildRelayBundle } from '../test/relay/support/relayBundle.ts';
import { createRoomOn, requestJson } from '../test/relay/support/rest.ts';
import { syncWire } from '../test/relay/support/wireClient.ts';
import { DATABASE_KINDS, type TestDatabase } from '../test/support/databases.ts';
import { eventually } from '../test/support/eventually.ts';
import { queryDatabase } from '../test/support/queryDatabase.ts';
import { startRelayProcess } from '../test/support/relayProcess.ts';
import { newRoomId, roomRecord } from '../test/support/storedRooms.ts';
import { recordedEdits, updatesOf } from './recordedEdits.ts';

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - start) };
}

/** A room whose log has one row for each update, and no snapshot after the first. */
async function storeLog(url: string, updates: readonly Uint8Array[]): Promise<{ id: string; ms: number }> {
  const store = await openRoomStore(url);
  try {
    const record = roomRecord({ id: newRoomId() });
    const row = (index: number): StoredUpdate => ({
      roomId: record.id,
      sequence: index + 1,
      participant: 'bench',
      update: updates[index]!,
      createdAt: record.createdAt,
    });
    const first = row(0);
    const { ms } = await timed(async () => {
      await store.createRoom(record, first, { sequence: 1, state: first.update, text: '' });
      for (let from = 1; from < updates.length; from += 2_000) {
        const to = Math.min(from + 2_000, updates.length);
        await store.appendUpdates(Array.from({ length: to - from }, (_, index) => row(from + index)));
      }
    });
    return { id: record.id, ms };
  } finally {
    await store.close();
  }
}

async function open(url: string, id: string, text: string): Promise<{ ms: number; leave: () => void }> {
  const doc = new Y.Doc();
  const { value: client, ms } = await timed(() => syncWire(url, id, doc));
  if (doc.getText('code').toJSON() !== text) throw new Error('The room came back with another text.');
  return { ms, leave: () => client.close() };
}

interface SnapshotRow {
  readonly sequence: number;
  readonly state_bytes: number;
}

async function measure(
  kind: string,
  { url: databaseUrl }: TestDatabase,
  bundle: string,
  updates: readonly Uint8Array[],
  text: string,
): Promise<void> {
  const stored = await storeLog(databaseUrl, updates);
  const environment = { DATABASE_URL: databaseUrl, ROOMS_PER_HOUR: '0' };
  const relay = await startRelayProcess({ bundle, environment });
  const { url } = relay;
  try {
    const read = (id: string) => timed(() => requestJson<RoomBody>(url, 'GET', `/rooms/${id}`));
    const list = () => timed(() => requestJson<RoomBody[]>(url, 'GET', '/rooms'));
    const rows: Record<string, number> = { 'append the log': stored.ms };

    const logged = await read(stored.id);
    if (logged.value.code !== text) throw new Error('The log came back as another text.');
    rows['read without snapshot'] = logged.ms;
    rows['list without snapshot'] = (await list()).ms;
    const first = await open(url, stored.id, text);
    rows['open without snapshot'] = first.ms;
    first.leave();
    const snapshot = await timed(() =>
      eventually('the snapshot of an empty room', async () => {
        const [row] = await queryDatabase<SnapshotRow>(
          databaseUrl,
          `SELECT sequence, LENGTH(state_bytes) AS state_bytes FROM room_snapshots WHERE room_id = '${stored.id}'`,
        );
        return row?.sequence === updates.length && row;
      }),
    );
    rows['leave until the snapshot is there'] = snapshot.ms;
    rows['bytes of the snapshot'] = snapshot.value.state_bytes;
    rows['read with snapshot'] = (await read(stored.id)).ms;
    rows['list with snapshot'] = (await list()).ms;
    const second = await open(url, stored.id, text);
    rows['open with snapshot'] = second.ms;
    second.leave();

    const large = 'A line of two megabytes.\n'.repeat(80_000);
    const made = await timed(() => createRoomOn(url, large));
    rows['2 MB: create'] = made.ms;
    rows['2 MB: read'] = (await read(made.value.id)).ms;
    rows['2 MB: list'] = (await list()).ms;
    const opened = await open(url, made.value.id, large);
    rows['2 MB: open'] = opened.ms;
    opened.leave();
    console.log(`\n${kind} (ms)`);
    for (const [what, figure] of Object.entries(rows)) console.log(`  ${what.padEnd(36)} ${figure}`);
  } finally {
    await relay.dispose();
  }
}

const bundle = await buildRelayBundle('bench');
try {
  const { name, edits } = recordedEdits();
  const updates: Uint8Array[] = [];
  const { text } = updatesOf(edits, new Y.Doc(), (update) => updates.push(update));
  console.log(`${updates.length} edits (${name}), ${text.length} characters at the end`);
  for (const kind of DATABASE_KINDS.filter(({ isShared }) => isShared)) {
    const database = await kind.create().catch((error: unknown) => {
      console.log(`\n${kind.name}: skipped, ${String(error)}`);
    });
    if (database === undefined) continue;
    try {
      await measure(kind.name, database, bundle.file, updates, text);
    } finally {
      await database.drop();
    }
  }
} finally {
  await bundle.remove();
}
