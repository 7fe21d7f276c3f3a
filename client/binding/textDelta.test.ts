import assert from 'node:assert/strict';
import type * as Y from 'yjs';
import { bindingDesk } from '../../test/support/bindingDesk.ts';

const CHANGES: Record<string, (text: Y.Text) => void> = {
  'inserts between its halves': (text) => {
    text.insert(2, '-');
  },
  'deletes its first half': (text) => {
    text.delete(1, 1);
  },
  'deletes its second half': (text) => {
    text.delete(2, 1);
  },
  'deletes up to its middle': (text) => {
    text.delete(0, 2);
  },
  'splits another one, too': (text) => {
    text.insert(2, '-');
    text.insert(6, '-');
  },
  'then writes beside it': (text) => {
    text.insert(2, '-');
    text.insert(5, '!');
    text.delete(0, 1);
  },
};

describe('the change that a transaction made', () => {
  for (const [what, change] of Object.entries(CHANGES)) {
    it(`[B3] shows what becomes of a surrogate pair when somebody ${what}`, () => {
      const { text, remote, rest, shown, problems } = bindingDesk('a😀b😀\ufffdc');
      remote(change);
      rest();
      assert.equal(shown(), text.toJSON());
      assert.match(shown(), /\ufffd.*\ufffd/);
      assert.deepEqual(problems, []);
    });
  }
});
