import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom, seedFor, type SeededRandom } from '../../test/support/seed.ts';
import { apply as applyDelta, compose, type Delta, IDENTITY, transform } from './delta.ts';
import {
  allRetained,
  followRuns,
  placeEdits,
  placeOffset,
  type RetainedRun,
  runsAfter,
} from './retainedRuns.ts';
import { fromReplaces, type TextReplace } from './replaces.ts';

/** Every character is unlike every other, so that where each one went can be seen. */
describe('retained runs', () => {
  it('lead every character to itself, whatever two writers do to their texts', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    let next = 0x4e00;
    const fresh = () => Array.from({ length: random.int(4) }, () => String.fromCharCode(next++)).join('');
    for (let run = 0; run < 2_000; run++) {
      next = 0x4e00;
      let own = Array.from({ length: random.int(12) }, () => String.fromCharCode(next++)).join('');
      let shared = own;
      let runs = allRetained(own.length);
      for (let step = 0; step < 6; step++) {
        const before = own;
        const edits = randomEdits(random, random.chance(0.5) ? shared : own, fresh);
        if (edits.on === shared && edits.on !== own) {
          runs = followRuns(runs, edits.list);
          shared = apply(shared, edits.list);
          continue;
        }
        const placed = placeEdits(edits.list, runs);
        const deleted = new Set(Array.from(before).filter((c) => !apply(before, edits.list).includes(c)));
        const kept = Array.from(shared)
          .filter((c) => !deleted.has(c))
          .join('');
        own = apply(own, edits.list);
        shared = apply(shared, placed);
        runs = runsAfter(edits.list, placed, followRuns(runs, placed));
        const inserted = edits.list.flatMap(({ text }) => Array.from(text));
        assert.equal(
          Array.from(shared)
            .filter((c) => !inserted.includes(c))
            .join(''),
          kept,
        );
        assert.ok(inserted.every((c) => shared.split(c).length === 2));
      }
      const led = runs.flatMap(({ from, to, length }) =>
        Array.from({ length }, (_, i) => [own[from + i], shared[to + i]]),
      );
      assert.ok(led.every(([a, b]) => a === b));
      assert.equal(led.length, Array.from(own).filter((c) => shared.includes(c)).length);
    }
  });

  it('are what the delta of all changes retains', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(SCRIPT, { maxLength: 4 }), (older, scripts) => {
        let present = older;
        let runs = allRetained(older.length);
        let delta = IDENTITY;
        for (const script of scripts) {
          const changes = replacesOf(script, present);
          runs = followRuns(runs, changes);
          delta = compose(delta, fromReplaces(changes));
          present = apply(present, changes);
        }
        assert.deepEqual(runs, retainedBy(delta, older.length));
      }),
    );
  });

  it('place edits as a delta that others made room for, where nobody wrote into what they replaced', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), SCRIPT, SCRIPT, (older, script, others) => {
        const edits = replacesOf(script, older);
        const changes = replacesOf(others, older).map((change) =>
          change.length > 0 ? { ...change, text: '' } : change,
        );
        const present = apply(older, changes);
        const placed = placeEdits(edits, followRuns(allRetained(older.length), changes));
        const transformed = transform(fromReplaces(edits), fromReplaces(changes), 'before');
        assert.equal(apply(present, placed), applyDelta(transformed, present));
      }),
    );
  });

  it('a place stays behind the character that it was behind', () => {
    const runs = followRuns(allRetained(4), [
      { offset: 0, length: 0, text: 'xx' },
      { offset: 1, length: 2, text: '' },
    ]);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((offset) => placeOffset(offset, runs)),
      [0, 3, 3, 3, 4],
    );
  });
});

/** What is kept, deleted and inserted in turns. */
const SCRIPT = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 3 }), fc.string({ maxLength: 3 })), {
  maxLength: 5,
});

/** Ascending, and apart by a unit at least. */
function replacesOf(script: readonly (readonly [number, number, string])[], on: string): TextReplace[] {
  let at = 0;
  return script.flatMap(([keep, remove, text]) => {
    const offset = at + keep;
    const length = Math.min(remove, on.length - offset);
    at = offset + length + 1;
    return length < 0 ? [] : [{ offset, length, text }];
  });
}

/** The retained parts of a delta of a text of `length` units, as runs. */
function retainedBy(delta: Delta, length: number): RetainedRun[] {
  const runs: RetainedRun[] = [];
  let [from, to] = [0, 0];
  const retain = (units: number): void => {
    if (units > 0) runs.push({ from, to, length: units });
    from += units;
    to += units;
  };
  for (const op of delta) {
    if (op.kind === 'retain') retain(op.length);
    else if (op.kind === 'insert') to += op.text.length;
    else from += op.length;
  }
  retain(length - from);
  return runs;
}

function randomEdits(
  random: SeededRandom,
  on: string,
  fresh: () => string,
): { on: string; list: TextReplace[] } {
  const list: TextReplace[] = [];
  for (let offset = random.int(4); offset <= on.length; offset += 1 + random.int(4)) {
    const length = Math.min(random.int(3), on.length - offset);
    const text = fresh();
    if (length > 0 || text !== '') list.push({ offset, length, text });
    offset += length;
  }
  return { on, list };
}

function apply(text: string, edits: readonly TextReplace[]): string {
  return edits.reduceRight(
    (result, edit) => result.slice(0, edit.offset) + edit.text + result.slice(edit.offset + edit.length),
    text,
  );
}
