import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { MAX_CLOCK, MAX_ROOM_CLIENTS } from '../limits.ts';
import { decodeStateVector, encodeStateVector } from './stateVector.ts';

const SOME = new Map([
  [1, 5],
  [2 ** 32 - 1, 300],
  [77, 0],
]);

describe('state vectors', () => {
  it('are written byte for byte as Yjs writes them', () => {
    assert.deepEqual(encodeStateVector(SOME), Y.encodeStateVector(SOME as unknown as Y.Doc));
    assert.deepEqual(encodeStateVector(new Map()), Y.encodeStateVector(new Y.Doc()));
  });

  it('come back as they were', () => {
    assert.deepEqual(decodeStateVector(encodeStateVector(SOME)), SOME);
  });

  it('[S10] are undefined when cut short or followed by anything', () => {
    const bytes = encodeStateVector(SOME);
    for (let end = 0; end < bytes.length; end++) {
      assert.equal(decodeStateVector(bytes.subarray(0, end)), undefined);
    }
    assert.equal(decodeStateVector(Uint8Array.of(...bytes, 0)), undefined);
  });

  it('[S10] are undefined when they claim more than they hold or name a client twice', () => {
    assert.equal(decodeStateVector(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1)), undefined);
    assert.equal(decodeStateVector(Uint8Array.of(2, 1, 1, 1, 2)), undefined);
  });

  it('[S10] are undefined with a clock or a number of clients that no room can have', () => {
    const clients = (count: number) => new Map(Array.from({ length: count }, (_, i) => [i, 1] as const));
    assert.equal(decodeStateVector(encodeStateVector(clients(MAX_ROOM_CLIENTS)))?.size, MAX_ROOM_CLIENTS);
    assert.ok(decodeStateVector(encodeStateVector(clients(MAX_ROOM_CLIENTS + 1))) === undefined);
    assert.equal(decodeStateVector(encodeStateVector(new Map([[1, MAX_CLOCK]])))?.get(1), MAX_CLOCK);
    assert.equal(decodeStateVector(encodeStateVector(new Map([[1, MAX_CLOCK + 1]]))), undefined);
  });
});
