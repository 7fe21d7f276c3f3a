import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { readRemoteEdits, type PossibleAuthor, type RemoteEdit } from './remoteEdits.ts';

describe('remote edits', () => {
  const setUp = (others: readonly PossibleAuthor[]) => {
    const [here, ben, cleo] = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
    ben.clientID = 2;
    cleo.clientID = 3;
    const texts = { ben: ben.getText('code'), cleo: cleo.getText('code') };
    const edits: RemoteEdit[] = [];
    const send = (...from: Y.Doc[]): void => {
      for (const doc of from) Y.applyUpdate(here, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(here)));
      for (const doc of [ben, cleo]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(here));
    };
    texts.ben.insert(0, 'hello world');
    send(ben);
    here
      .getText('code')
      .observe((event, transaction) => edits.push(...readRemoteEdits(event, transaction, () => others)));
    return { here, ben, cleo, texts, edits, send };
  };
  const away = { id: 3, heads: [0] };

  it('name who inserted, and where that is now', () => {
    const { ben, texts, edits, send } = setUp([]);
    texts.ben.insert(5, ', dear');
    send(ben);
    assert.equal(edits.length, 1);
    assert.equal(edits[0]?.author, 2);
    assert.deepEqual(edits[0].at, { start: 5, end: 11 });
    assert.deepEqual(edits[0].inserted, [{ client: 2, clock: 11, length: 6 }]);
  });

  it('keep what was deleted, with the author of what replaced it', () => {
    const { cleo, texts, edits, send } = setUp([away, { id: 2, heads: [11] }]);
    cleo.transact(() => {
      texts.cleo.delete(0, 5);
      texts.cleo.insert(0, 'bye');
    });
    send(cleo);
    assert.equal(edits[0]?.author, 3);
    assert.deepEqual(
      edits[0].deleted.map(({ text }) => text),
      ['hello'],
    );
  });

  it('take a deletion for the work of the only other person, or of the only one who is there', () => {
    for (const [others, author] of [
      [[{ id: 2, heads: [] }], 2],
      [[away, { id: 2, heads: [5] }], 2],
      [
        [
          { id: 2, heads: [5] },
          { id: 3, heads: [5] },
        ],
        undefined,
      ],
      [[away, { id: 2, heads: [9] }], undefined],
    ] as const) {
      const { ben, texts, edits, send } = setUp(others);
      texts.ben.delete(5, 6);
      send(ben);
      assert.equal(edits[0]?.author, author);
      assert.equal(edits[0]?.deleted[0]?.text, author === undefined ? undefined : ' world');
    }
  });

  it('tell apart what several wrote at once', () => {
    const { ben, cleo, here, texts, edits } = setUp([away]);
    texts.ben.insert(0, 'b');
    texts.cleo.insert(0, 'c');
    const merged = Y.mergeUpdates([Y.encodeStateAsUpdate(ben), Y.encodeStateAsUpdate(cleo)]);
    Y.applyUpdate(here, merged);
    assert.deepEqual(edits.map(({ author }) => author).sort(), [2, 3]);
  });
});
