import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { inspectUpdate } from '../../shared/guard/updateGuard.ts';
import { craftUpdate, deleted, text } from '../support/craftedUpdate.ts';

/** What the guard cannot see without a document. Whoever closes one of these turns its test around. */
describe('known weaknesses of the guard', () => {
  /**
   * An insertion "after c and before b" of one run "abcd". Yjs looks up both ends by splitting its items, and where a
   * document's items happen to be split decides where the text lands. An honest client never places text so, but only
   * a document knows that b comes before c: ids alone do not, as text may be typed from right to left.
   */
  it('[S14] a participant with a forged client can make documents differ', () => {
    const base = craftUpdate([{ client: 5, clock: 0, structs: [text('abcd')] }]);
    const honest = craftUpdate([
      { client: 8, clock: 0, structs: [text('-', { origin: [5, 1], right: [5, 2] })] },
    ]);
    const forged = craftUpdate([
      { client: 9, clock: 0, structs: [text('X', { origin: [5, 2], right: [5, 1] })] },
    ]);
    assert.equal(inspectUpdate(forged, new Map([[5, 4]])).kind, 'accepted');

    assert.equal(textAfter(base, forged, honest), 'aXb-cd');
    assert.equal(textAfter(base, honest, forged), 'ab-cdX');
  });

  /** The forged GC struct in another shape. Closed when client ids belong to participants. */
  it('[S14] a deleted run under a victim’s id takes the clocks which the victim would use next', () => {
    const forged = craftUpdate([{ client: 7, clock: 5, structs: [{ ...deleted(100), origin: [7, 4] }] }]);
    const base = craftUpdate([{ client: 7, clock: 0, structs: [text('hello')] }]);
    const next = craftUpdate([{ client: 7, clock: 5, structs: [text(' world', { origin: [7, 4] })] }]);
    assert.equal(inspectUpdate(forged, new Map([[7, 5]])).kind, 'accepted');

    assert.equal(textAfter(base, forged, next), 'hello');
  });
});

function textAfter(...updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText('code').toJSON();
}
