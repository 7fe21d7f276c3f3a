import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { MAX_ROOM_STRUCTS, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
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
  /** The length of the text, as the next measuring finds it. */
  let textUnits: number;
  let textsMeasured: number;
  let lane: { bytes: number; structs: number };
  let capacity: RoomCapacity;
  beforeEach(() => {
    clock = new ManualClock();
    counted = real = measured = textUnits = textsMeasured = 0;
    lane = { bytes: 0, structs: 0 };
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
      textUnitsWith: () => {
        textsMeasured++;
        return textUnits;
      },
    };
    capacity = new RoomCapacity(
      {
        document,
        lane,
        commits: { bytes: 0 },
        clock,
      },
      { textUnits: 0, liveClocks: 0 },
    );
  });
  const text = (structs: number) =>
    capacity.take(UPDATE, { structs, insertedUnits: structs, newClocks: structs }, NO_DELETIONS);
  /** In one piece, in place of `freed` units. */
  const pasted = (units: number, freed = 0) =>
    capacity.take(
      UPDATE,
      { structs: 1, insertedUnits: units, newClocks: units },
      { ranges: Math.sign(freed), units: freed },
    );
  const deleted = (structs: number) =>
    capacity.take(UPDATE, { structs, insertedUnits: 0, newClocks: structs }, NO_DELETIONS);
  const deletions = (ranges: number, units: number) =>
    capacity.take(UPDATE, { structs: 0, insertedUnits: 0, newClocks: 0 }, { ranges, units });

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

  it('[H2] counts a text with what is deleted of it, and never measures it while it fits', () => {
    assert.equal(pasted(MAX_TEXT_UNITS), undefined);
    for (let i = 0; i < 1_000; i++) {
      assert.equal(deletions(1, 1), undefined);
      assert.equal(pasted(1), undefined);
      assert.equal(pasted(1, 1), undefined, 'one typed over another');
    }
    assert.equal(textsMeasured, 0);
    textUnits = MAX_TEXT_UNITS + 1;
    for (let i = 0; i < 3; i++) assert.equal(pasted(1)?.refusal.code, CloseCode.tooLarge);
    assert.equal(textsMeasured, 1);
  });

  it('[H2] takes from a full room’s people what makes it shorter, whatever came deleted before', () => {
    assert.equal(pasted(MAX_TEXT_UNITS), undefined);
    assert.equal(deleted(1_000), undefined);
    textUnits = MAX_TEXT_UNITS + 1;
    assert.equal(pasted(1)?.refusal.code, CloseCode.tooLarge);
    textUnits = MAX_TEXT_UNITS - 9;
    clock.advance(FULL_ROOM_CHECK_MS);
    assert.equal(pasted(1, 10), undefined);
  });

  it('[H2] takes what came deleted for text that cannot go twice, and measures seldom', () => {
    assert.equal(pasted(MAX_TEXT_UNITS - 100), undefined);
    assert.equal(deleted(1_000), undefined);
    // Of what came deleted: the text is as long as before.
    assert.equal(deletions(1, 1_000), undefined);
    textUnits = MAX_TEXT_UNITS + 900;
    assert.equal(pasted(1_000)?.refusal.code, CloseCode.tooLarge);
    assert.equal(deleted(1_000), undefined);
    // Of the text itself, though the count cannot tell.
    assert.equal(deletions(1, 1_000), undefined);
    textUnits = MAX_TEXT_UNITS - 100;
    assert.equal(
      pasted(1_000)?.refusal.code,
      CloseCode.tryAgainLater,
      'nobody is sent away for good on a guess',
    );
    clock.advance(FULL_ROOM_CHECK_MS);
    lane.bytes = 1;
    assert.equal(pasted(1_000)?.refusal.code, CloseCode.tryAgainLater, 'what waits may delete enough');
    lane.bytes = 0;
    assert.equal(pasted(1_000), undefined);
    assert.equal(textsMeasured, 2);
  });

  it('[H2] sends nobody away for good while a large document is measured elsewhere', () => {
    isLarge = true;
    counted = real = 1.05 * MAX_ROOM_STRUCTS;
    assert.equal(text(1)?.cause, 'overloaded');
    assert.equal(deletions(2, 100), undefined);
  });
});
