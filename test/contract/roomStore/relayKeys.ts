import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { RoomStore } from '../../../relay/store/roomStore.ts';

/** Whose database it is: one relay's, for as long as it lasts. */
export function describeRelayKeys(store: () => RoomStore): void {
  describe('the key of the relay', () => {
    const key = () => Uint8Array.from(randomBytes(138));

    it('[U3] is the first one that was handed in, byte by byte, whatever comes later', async () => {
      const first = await store().relayKey(key());
      assert.deepEqual(Uint8Array.from(await store().relayKey(key())), Uint8Array.from(first));
      assert.equal(first.length, 138);
    });

    it('[U3] is one and the same for whoever asks at once', async () => {
      const kept = await Promise.all(Array.from({ length: 8 }, () => store().relayKey(key())));
      assert.equal(new Set(kept.map((bytes) => Buffer.from(bytes).toString('hex'))).size, 1);
    });
  });
}
