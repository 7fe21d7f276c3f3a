import { describeRoomStore } from '../../test/contract/roomStore.ts';
import { DATABASE_KINDS, databaseOrSkip } from '../../test/support/databases.ts';
import { openRoomStore } from './openRoomStore.ts';

for (const kind of DATABASE_KINDS) {
  describeRoomStore(kind.name, traits(kind), async (context) => {
    const database = await databaseOrSkip(context, kind);
    return { open: () => openRoomStore(database.url), drop: () => database.drop() };
  });
}

function traits({ name, isShared }: (typeof DATABASE_KINDS)[number]) {
  // MariaDB comes with a packet of 16 MB, which a snapshot shares with its text (checkServer.ts warns of it).
  return name === 'MySQL or MariaDB' ? { isShared, maxStateBytes: 8 * 1024 * 1024 } : { isShared };
}
