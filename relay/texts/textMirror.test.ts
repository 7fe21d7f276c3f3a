import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { TextMirror } from './textMirror.ts';

describe('the document behind JSON clients', () => {
  it('reads what Yjs reads where a surrogate pair was split, even if nothing else has changed', () => {
    const doc = new Y.Doc();
    const code = doc.getText('code');
    code.insert(0, 'a😀b');
    const mirror = new TextMirror([Y.encodeStateAsUpdate(doc)]);
    assert.equal(mirror.text, 'a😀b');

    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void updates.push(update));
    code.insert(2, 'x');
    code.delete(2, 1);
    // Both at once, as a batch of the relay brings them.
    mirror.apply(updates);
    assert.equal(mirror.text, code.toJSON());
    assert.equal(mirror.text, 'a\ufffd\ufffdb');
  });

  it('tells of others’ updates as edits that lead from the text before to the text after', () => {
    const doc = new Y.Doc();
    const code = doc.getText('code');
    code.insert(0, 'one two three');
    const mirror = new TextMirror([Y.encodeStateAsUpdate(doc)]);
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void updates.push(update));
    code.insert(13, '!');
    code.delete(4, 3);
    code.insert(4, '2');
    code.insert(0, '> ');

    let text = mirror.text;
    let shift = 0;
    for (const { offset, length, text: inserted } of mirror.apply(updates)) {
      text = text.slice(0, offset + shift) + inserted + text.slice(offset + shift + length);
      shift += inserted.length - length;
    }
    assert.equal(text, '> one 2 three!');
    assert.equal(mirror.text, text);
  });
});
