import { writeSync } from 'node:fs';
import { openRoomStore } from '../../relay/store/openRoomStore.ts';
import { createRoom, snapshotAt, updateRows } from './storedRooms.ts';

// Run as a process of its own: appends to a new room for ever, and prints each row's sequence once its append has
// resolved. The writes to the pipe are synchronous, so that what was printed was printed when the kill comes.

const store = await openRoomStore(process.argv[2]!);
const { id } = await createRoom(store);
writeSync(1, `${id}\n`);

for (let last = 1; ;) {
  const count = 1 + (last % 7) + (last % 50 === 0 ? 700 : 0);
  await store.appendUpdates(updateRows(id, last + 1, last + count));
  last += count;
  writeSync(1, `${last}\n`);
  if (last % 5 === 0) {
    await store.saveSnapshot(id, snapshotAt(last), new Date());
  }
}
