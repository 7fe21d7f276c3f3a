import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { MAX_ROOM_STRUCTS } from '../../shared/limits.ts';
import { FULL_ROOM_CHECK_MS, MAX_SPLIT_STRUCTS } from '../limits.ts';
import { RoomCapacity } from './roomCapacity.ts';

describe('what a room still takes', () => {
  const UPDATE = Uint8Array.of(0, 0);
  const NO_DELETIONS = { ranges: 0, units: 0 };
  let clock: ManualClock;
  let counted: number;
  /** As the next measuring finds them. */
  let real: number;
  let measured: number;
  let isLarge: boolean;
  let capacity: RoomCapacity;
  beforeEach(() => {
    clock = new ManualClock();
    counted = real = measured = 0;
    isLarge = false;
    const document = {
      size: 0,
      get structs() {
        return counted;
      },
      isCompact: false,
      whole: () => {
        measured++;
        counted = real;
        return isLarge ? new Promise<never>(() => undefined) : { state: UPDATE, text: '', structs: real };
      },
      textUnitsWith: () => undefined,
    };
    capacity = new RoomCapacity(
      {
        document,
        lane: { bytes: 0 },
        commits: { bytes: 0 },
        pending: { structs: 0 },
        clock,
      },
      0,
    );
  });
  const text = (structs: number) => capacity.take(UPDATE, { structs, insertedUnits: structs }, NO_DELETIONS);
  const deleted = (structs: number) => capacity.take(UPDATE, { structs, insertedUnits: 0 }, NO_DELETIONS);
  const deletions = (ranges: number, units: number) =>
    capacity.take(UPDATE, { structs: 0, insertedUnits: 0 }, { ranges, units });

  for (const [kind, take] of [
    ['text', text],
    ['deleted runs', deleted],
  ] as const) {
    it(`[H2] is no more than a million structs, whatever they are: ${kind}`, () => {
      counted = real = 1.05 * MAX_ROOM_STRUCTS;
      assert.equal(take(1)?.cause, 'too large');
      counted = real = MAX_ROOM_STRUCTS - 10;
      clock.advance(FULL_ROOM_CHECK_MS);
      assert.equal(take(10), undefined);
      assert.equal(take(100_000)?.cause, 'too large');
    });
  }

  it('[H2] keeps a reserve for the deleted runs of who comes back to a full room', () => {
    counted = real = MAX_ROOM_STRUCTS;
    assert.equal(text(1)?.cause, 'too large');
    assert.equal(deleted(40_000), undefined);
    assert.equal(deletions(1, 1), undefined);
  });

  it('[H2] lets nobody split a text without end, and still lets them delete much at once', () => {
    counted = real = MAX_SPLIT_STRUCTS;
    assert.equal(deletions(500_000, 500_000)?.cause, 'too large');
    assert.equal(deletions(2, 100), undefined);
  });

  it('measures only near a limit, and not again for a while; then who fits gets in', () => {
    for (let i = 0; i < 1_000; i++) text(500);
    assert.equal(measured, 0);
    counted = MAX_ROOM_STRUCTS;
    assert.equal(text(1), undefined);
    assert.equal(measured, 1);
    counted = MAX_ROOM_STRUCTS;
    assert.equal(text(1)?.cause, 'too large');
    clock.advance(FULL_ROOM_CHECK_MS);
    assert.equal(text(1), undefined);
    assert.equal(measured, 2);
  });

  it('a large edit that does not fit leaves the place to small ones', () => {
    real = 900_000;
    counted = MAX_ROOM_STRUCTS;
    assert.equal(text(200_000)?.cause, 'too large');
    assert.equal(text(10), undefined);
  });

  it('[H2] sends nobody away for good while a large document is measured elsewhere', () => {
    isLarge = true;
    counted = real = 1.05 * MAX_ROOM_STRUCTS;
    assert.equal(text(1)?.cause, 'overloaded');
    assert.equal(deletions(2, 100), undefined);
  });
});
