import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { craftUpdate, deleted, raw, text } from '../../../test/support/craftedUpdate.ts';
import { editAtRandom } from '../../../test/support/randomEdits.ts';
import { seededRandom, seedFor } from '../../../test/support/seed.ts';
import { liveUnits } from './liveUnits.ts';

describe('the length of a text, told from the bytes of its updates', () => {
  it('is what Yjs finds, from single edits, from a state, and from a state with edits after it', function () {
    this.timeout(20_000);
    const random = seededRandom(seedFor('the length of a text, told from the bytes of its updates'));
    for (let round = 0; round < 100; round++) {
      const docs = [new Y.Doc(), new Y.Doc()] as const;
      const updates: Uint8Array[] = [];
      docs[0].on('update', (update: Uint8Array) => updates.push(update));
      const half = random.int(20);
      let state = Y.encodeStateAsUpdate(docs[0]);
      for (let edits = 0; edits < 40; edits++) {
        if (edits === half) {
          state = Y.encodeStateAsUpdate(docs[0]);
          updates.length = 0;
        }
        const doc = docs[random.int(2)]!;
        editAtRandom(random, doc, undefined);
        Y.applyUpdate(docs[1], Y.encodeStateAsUpdate(docs[0]));
        Y.applyUpdate(docs[0], Y.encodeStateAsUpdate(docs[1]));
      }
      const units = docs[0].getText('code').length;
      assert.equal(liveUnits([state, ...updates]), units);
      assert.equal(liveUnits([Y.encodeStateAsUpdate(docs[0])]), units);
    }
  });

  it('counts a unit once that is deleted twice, and knows deleted runs that no delete set names', () => {
    const written = craftUpdate([{ client: 1, clock: 0, structs: [text('x'.repeat(30))] }]);
    const ranges = [5, 0, 0, 25].map((from) => [from, from + 5] as const).map(([from]) => [from, 5] as const);
    const update = craftUpdate([{ client: 2, clock: 0, structs: [deleted(9)] }], [{ client: 1, ranges }]);
    assert.equal(liveUnits([written, update]), 15);
    assert.equal(liveUnits([written, update, update]), 15);
  });

  it('is not told of what is no plain text', () => {
    assert.equal(
      liveUnits([craftUpdate([{ client: 1, clock: 0, structs: [raw(5, Uint8Array.of(1))] }])]),
      undefined,
    );
    assert.equal(liveUnits([Uint8Array.of(1)]), undefined);
  });
});
