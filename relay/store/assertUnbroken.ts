import type { RoomId } from '../../shared/room/roomId.ts';
import type { RoomSnapshot, StoredUpdate } from './roomStore.ts';
import { StoreError } from './storeError.ts';

/**
 * Throws unless snapshot and log together are a whole room. A room with a hole would open without the text in the hole,
 * and everything written on top of it would be lost, too.
 */
export function assertUnbroken(
  roomId: RoomId,
  snapshot: RoomSnapshot | undefined,
  updates: readonly StoredUpdate[],
): void {
  let expected = (snapshot?.sequence ?? 0) + 1;
  for (const { sequence } of updates) {
    if (sequence !== expected) throw new StoreError({ kind: 'broken-log', roomId, sequence: expected });
    expected += 1;
  }
  // Every room begins with row 1, so that "nothing at all" is damage and not an empty room.
  if (expected === 1) throw new StoreError({ kind: 'broken-log', roomId, sequence: 1 });
}
