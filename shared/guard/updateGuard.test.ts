import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { craftUpdate, deleted, text } from '../../test/support/craftedUpdate.ts';
import type { CraftedStruct } from '../../test/support/craftedUpdate.ts';
import { MAX_CLOCK, MAX_ROOM_CLIENTS } from '../limits.ts';
import { advance, inspectUpdate } from './updateGuard.ts';

const NOTHING = new Map<number, number>();

describe('inspectUpdate', () => {
  it('accepts the first words of a room and says what they move', () => {
    const doc = new Y.Doc();
    doc.getText('code').insert(0, 'héllo 😀');
    assert.deepEqual(inspectUpdate(Y.encodeStateAsUpdate(doc), NOTHING), {
      kind: 'accepted',
      ranges: [{ client: doc.clientID, from: 0, to: 8 }],
      isNew: true,
      insertedUnits: 8,
      structs: 1,
      newClients: 1,
      deletedRanges: 0,
      deletionsAt: Y.encodeStateAsUpdate(doc).length - 1,
    });
  });

  it('accepts the empty update, which is how a step 2 says "nothing"', () => {
    assert.deepEqual(inspectUpdate(Uint8Array.of(0, 0), NOTHING), {
      kind: 'accepted',
      ranges: [],
      isNew: false,
      insertedUnits: 0,
      structs: 0,
      newClients: 0,
      deletedRanges: 0,
      deletionsAt: 1,
    });
  });

  it('counts the structs and the clients that were unknown, and all deleted ranges', () => {
    const update = craftUpdate(
      [
        { client: 1, clock: 0, structs: [text('ab'), deleted(3), deleted(4)] },
        { client: 2, clock: 0, structs: [deleted(1)] },
      ],
      [
        {
          client: 1,
          ranges: [
            [0, 1],
            [0, 1],
          ],
        },
      ],
    );
    const countsOf = (known: [number, number][]) => {
      const verdict = inspectUpdate(update, new Map(known));
      assert.ok(verdict.kind === 'accepted');
      return [verdict.structs, verdict.newClients, verdict.deletedRanges];
    };
    assert.deepEqual(countsOf([]), [4, 2, 2]);
    assert.deepEqual(countsOf([[1, 4]]), [3, 1, 2]);
    assert.deepEqual(
      countsOf([
        [1, 9],
        [2, 1],
      ]),
      [0, 0, 2],
    );
  });

  it('accepts half a surrogate pair, which Yjs sends as U+FFFD', () => {
    const doc = new Y.Doc();
    doc.getText('code').insert(0, 'a\uD83D');
    assert.equal(inspectUpdate(Y.encodeStateAsUpdate(doc), NOTHING).kind, 'accepted');
  });

  it('calls an update new when it moves a clock or deletes, and counts only text that was unknown', () => {
    const update = craftUpdate([
      { client: 1, clock: 0, structs: [text('abc'), text('def', { origin: [1, 2] })] },
    ]);
    assert.deepEqual(newsOf(update, [[1, 6]]), { isNew: false, insertedUnits: 0 });
    assert.deepEqual(newsOf(update, [[1, 5]]), { isNew: true, insertedUnits: 1 });
    assert.deepEqual(newsOf(update, [[1, 2]]), { isNew: true, insertedUnits: 4 });
    assert.deepEqual(newsOf(craftUpdate([], [{ client: 1, ranges: [[0, 1]] }]), [[1, 6]]), {
      isNew: true,
      insertedUnits: 0,
    });
    const dead = craftUpdate([{ client: 1, clock: 6, structs: [deleted(4)] }]);
    assert.deepEqual(newsOf(dead, [[1, 6]]), { isNew: true, insertedUnits: 0 });
    const both = craftUpdate([
      { client: 1, clock: 6, structs: [text('xyz', { origin: [1, 5] }), deleted(4)] },
    ]);
    assert.deepEqual(newsOf(both, [[1, 6]]), { isNew: true, insertedUnits: 3 });
  });

  it('[S15] wants origins that are known or come with the update, whichever section comes first', () => {
    const on = (origin: readonly [number, number]) => [text('x', { origin })];
    const base = { client: 1, clock: 0, structs: [text('ab')] };
    const kindOf = (...sections: Parameters<typeof craftUpdate>[0]) =>
      inspectUpdate(craftUpdate(sections), NOTHING).kind;
    assert.equal(kindOf({ client: 2, clock: 0, structs: on([1, 1]) }, base), 'accepted');
    assert.equal(kindOf(base, { client: 2, clock: 0, structs: on([1, 1]) }), 'accepted');
    assert.equal(kindOf(base, { client: 2, clock: 0, structs: on([1, 2]) }), 'gap');
    assert.equal(kindOf({ client: 2, clock: 0, structs: on([1, 1]) }), 'gap');
    assert.equal(kindOf({ client: 2, clock: 0, structs: [text('x', { right: [1, 1] })] }), 'gap');
    const known = new Map([[1, 2]]);
    assert.equal(
      inspectUpdate(craftUpdate([{ client: 2, clock: 0, structs: on([1, 1]) }]), known).kind,
      'accepted',
    );
    assert.equal(
      inspectUpdate(craftUpdate([{ client: 2, clock: 0, structs: on([1, 2]) }]), known).kind,
      'gap',
    );
  });

  it('[S15] wants the first clock of a client to follow the known ones', () => {
    const update = craftUpdate([{ client: 1, clock: 3, structs: [text('x', { origin: [1, 2] })] }]);
    assert.equal(inspectUpdate(update, new Map([[1, 2]])).kind, 'gap');
    assert.equal(inspectUpdate(update, new Map([[1, 3]])).kind, 'accepted');
  });

  it('[S11] wants references of a client to itself to point back', () => {
    for (const at of [3, 4, 5]) {
      for (const place of [{ origin: [1, at] }, { right: [1, at] }] as const) {
        const update = craftUpdate([{ client: 1, clock: 4, structs: [text('xy', place)] }]);
        const expected = at < 4 ? 'accepted' : 'malformed';
        assert.equal(reasonOf(inspectUpdate(update, new Map([[1, 4]]))), expected);
      }
    }
  });

  it('[S15] wants deleted clocks to be known or to come with the update', () => {
    const deletions = [{ client: 1, ranges: [[0, 3]] }] as const;
    const update = craftUpdate(
      [{ client: 1, clock: 1, structs: [text('xy', { origin: [1, 0] })] }],
      deletions,
    );
    assert.equal(inspectUpdate(update, new Map([[1, 1]])).kind, 'accepted');
    assert.equal(inspectUpdate(craftUpdate([], deletions), new Map([[1, 2]])).kind, 'gap');
    assert.equal(inspectUpdate(craftUpdate([], deletions), new Map([[1, 3]])).kind, 'accepted');
  });

  it('[S10] refuses what is malformed although it leaves a gap, too', () => {
    const update = craftUpdate([{ client: 1, clock: 3, structs: [text('x', { origin: [1, 2] })] }]);
    assert.equal(inspectUpdate(update.subarray(0, -1), NOTHING).kind, 'refused');
  });

  it('[S10] refuses clocks beyond the largest, in structs and in references', () => {
    const at = (clock: number, struct: CraftedStruct) =>
      inspectUpdate(craftUpdate([{ client: 1, clock, structs: [struct] }]), new Map([[1, clock]]));
    assert.equal(at(MAX_CLOCK - 1, deleted(1)).kind, 'accepted');
    assert.equal(reasonOf(at(MAX_CLOCK, deleted(1))), 'clock_out_of_range');
    assert.equal(reasonOf(at(0, text('x', { origin: [2, MAX_CLOCK + 1] }))), 'clock_out_of_range');
    assert.equal(reasonOf(at(0, text('x', { right: [2, MAX_CLOCK + 1] }))), 'clock_out_of_range');
    const deletion = craftUpdate([], [{ client: 1, ranges: [[MAX_CLOCK, 1]] }]);
    assert.equal(reasonOf(inspectUpdate(deletion, NOTHING)), 'clock_out_of_range');
  });

  it('[S10] refuses a place between a character and itself, where Yjs documents differ', () => {
    const update = craftUpdate([
      { client: 1, clock: 0, structs: [text('x', { origin: [2, 1], right: [2, 1] })] },
    ]);
    assert.equal(reasonOf(inspectUpdate(update, new Map([[2, 3]]))), 'malformed');
  });

  it('[S10] counts the clients of the room and of the update together', () => {
    const full = new Map(Array.from({ length: MAX_ROOM_CLIENTS }, (_, i) => [i, 1] as const));
    const from = (client: number) => craftUpdate([{ client, clock: 0, structs: [text('x')] }]);
    assert.equal(inspectUpdate(from(5), full).kind, 'accepted');
    assert.equal(reasonOf(inspectUpdate(from(MAX_ROOM_CLIENTS), full)), 'too_many_clients');
  });

  it('[S16] knows one root only', () => {
    for (const root of ['cod', 'codes', 'Code', '', '__proto__']) {
      const update = craftUpdate([{ client: 1, clock: 0, structs: [{ ...text('x'), root }] }]);
      assert.equal(reasonOf(inspectUpdate(update, NOTHING)), 'wrong_parent');
    }
  });

  it('[S10] believes no end but the last byte', () => {
    const doc = new Y.Doc();
    doc.getText('code').insert(0, 'hello');
    doc.getText('code').delete(1, 2);
    const update = Y.encodeStateAsUpdate(doc);
    assert.equal(inspectUpdate(update, NOTHING).kind, 'accepted');
    for (let end = 0; end < update.length; end++) {
      assert.equal(inspectUpdate(update.subarray(0, end), NOTHING).kind, 'refused');
    }
    assert.equal(reasonOf(inspectUpdate(Uint8Array.of(...update, 0), NOTHING)), 'trailing_bytes');
  });

  it('leaves a document alone that lies in the middle of a larger buffer', () => {
    const update = craftUpdate([{ client: 1, clock: 0, structs: [text('x')] }]);
    const frame = Buffer.concat([Buffer.of(1, 2, 3), update, Buffer.of(4)]);
    assert.equal(inspectUpdate(frame.subarray(3, -1), NOTHING).kind, 'accepted');
  });
});

describe('advance', () => {
  it('moves clocks forward and never back', () => {
    const known = new Map([[1, 5]]);
    advance(known, [
      { client: 1, from: 0, to: 3 },
      { client: 2, from: 0, to: 4 },
    ]);
    assert.deepEqual(
      [...known],
      [
        [1, 5],
        [2, 4],
      ],
    );
  });
});

function newsOf(update: Uint8Array, known: [number, number][]): { isNew: boolean; insertedUnits: number } {
  const verdict = inspectUpdate(update, new Map(known));
  if (verdict.kind !== 'accepted') assert.fail(verdict.kind);
  return { isNew: verdict.isNew, insertedUnits: verdict.insertedUnits };
}

function reasonOf(verdict: ReturnType<typeof inspectUpdate>): string {
  return verdict.kind === 'refused' ? verdict.reason : verdict.kind;
}
