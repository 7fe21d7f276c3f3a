import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as Y from 'yjs';
import { apply } from './delta.ts';
import { fromReplaces } from './replaces.ts';
import { writeReplaces } from './writeReplaces.ts';

describe('writing replacements to a shared text', () => {
  it('makes the text that their delta makes', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 3 }), fc.string({ maxLength: 3 })));
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), steps, (before, script) => {
        let at = 0;
        const replaces = script.flatMap(([keep, remove, text]) => {
          const offset = at + keep;
          const length = Math.min(remove, before.length - offset);
          at = offset + length + 1;
          return length < 0 ? [] : [{ offset, length, text }];
        });
        const text = new Y.Doc().getText('code');
        text.insert(0, before);
        writeReplaces(text, replaces);
        assert.equal(text.toJSON(), apply(fromReplaces(replaces), before));
      }),
    );
  });

  it('tells nobody of a change where there is none', () => {
    const text = new Y.Doc().getText('code');
    text.insert(0, 'abc');
    text.observe(() => assert.fail('Nothing has changed.'));
    writeReplaces(text, []);
    writeReplaces(text, [{ offset: 1, length: 0, text: '' }]);
  });
});
