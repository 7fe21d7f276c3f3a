import assert from 'node:assert/strict';
import type { StoredRoom } from '../../../relay/store/roomStore.ts';
import { StoreError, type StoreProblem } from '../../../relay/store/storeError.ts';

/** Fails unless the store refuses for exactly this reason. */
export async function rejects(promise: Promise<unknown>, problem: StoreProblem): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof StoreError, `no StoreError: ${String(error)}`);
    assert.deepEqual(error.problem, problem);
    return true;
  });
}

/** Of the rows that have to be replayed on the snapshot. */
export function sequences(room: StoredRoom | undefined): number[] {
  assert.ok(room);
  return room.updates.map((row) => row.sequence);
}
