import assert from 'node:assert/strict';
import { DeltaBuilder } from '../../shared/text/delta.ts';
import { TypingGroup } from './typingGroup.ts';

/** Types the keys one by one from `offset` on and lists what each undo step would take back. */
function steps(keys: string, group = new TypingGroup(), offset = 0): string[] {
  const out: string[] = [];
  for (const [k, text] of Array.from(keys).entries()) {
    const continues = group.continuesWith({ changes: [{ offset: offset + k, length: 0, text }] });
    if (continues) out.push((out.pop() ?? '') + text);
    else out.push(text);
  }
  return out;
}

describe('undo steps', () => {
  it('end with a word; a single space goes with the word after it', () => {
    assert.deepEqual(steps('one two'), ['one', ' two']);
    assert.deepEqual(steps('one   two'), ['one', '   ', 'two']);
  });

  it('begin with a line break', () => {
    assert.deepEqual(steps('one\ntwo'), ['one', '\ntwo']);
  });

  it('begin where the caret has jumped', () => {
    const group = new TypingGroup();
    steps('one', group);
    assert.equal(group.continuesWith({ changes: [{ offset: 1, length: 0, text: 'x' }] }), false);
  });

  it('begin where typing turns into deleting', () => {
    const group = new TypingGroup();
    steps('one', group);
    assert.equal(group.continuesWith({ changes: [{ offset: 2, length: 1, text: '' }] }), false);
    assert.equal(group.continuesWith({ changes: [{ offset: 1, length: 1, text: '' }] }), true);
    assert.equal(group.continuesWith({ changes: [{ offset: 1, length: 0, text: 'x' }] }), false);
  });

  it('go on where remote edits have moved the text', () => {
    const group = new TypingGroup();
    steps('one', group);
    group.shift(new DeltaBuilder().insert('remote ').build());
    assert.equal(group.continuesWith({ changes: [{ offset: 10, length: 0, text: 's' }] }), true);
  });

  it('go on with all cursors', () => {
    const group = new TypingGroup();
    group.continuesWith({
      changes: [
        { offset: 10, length: 0, text: 'a' },
        { offset: 0, length: 0, text: 'a' },
      ],
    });
    assert.equal(
      group.continuesWith({
        changes: [
          { offset: 12, length: 0, text: 'b' },
          { offset: 1, length: 0, text: 'b' },
        ],
      }),
      true,
    );
  });

  it('go on while an input method rewrites what it has typed', () => {
    const group = new TypingGroup();
    group.continuesWith({ changes: [{ offset: 4, length: 0, text: 'n' }] });
    assert.equal(group.continuesWith({ changes: [{ offset: 4, length: 1, text: 'に' }] }), true);
    assert.equal(group.continuesWith({ changes: [{ offset: 4, length: 1, text: 'にほ' }] }), true);
    assert.equal(group.continuesWith({ changes: [{ offset: 1, length: 5, text: 'paste' }] }), false);
  });

  it('begin with what is typed over a selection, and go on after it', () => {
    const group = new TypingGroup();
    steps('one', group);
    const selections = { before: [{ anchor: 3, head: 0 }], after: [{ anchor: 1, head: 1 }] };
    assert.equal(group.continuesWith({ changes: [{ offset: 0, length: 3, text: 'x' }], selections }), false);
    assert.equal(group.continuesWith({ changes: [{ offset: 1, length: 0, text: 'y' }] }), true);
  });

  it('take a character of several code points for one key', () => {
    const group = new TypingGroup();
    steps('a', group);
    assert.equal(group.continuesWith({ changes: [{ offset: 1, length: 0, text: '👩‍👩‍👧' }] }), true);
    assert.equal(group.continuesWith({ changes: [{ offset: 9, length: 0, text: 'e\u0301' }] }), true);
    assert.equal(group.continuesWith({ changes: [{ offset: 11, length: 0, text: 'two' }] }), false);
  });

  it('begin with a bracket that closes itself, and go on between the two and over the closing ones', () => {
    const group = new TypingGroup();
    steps('f', group);
    const key = (offset: number, length: number, text: string): boolean =>
      group.continuesWith({ changes: [{ offset, length, text }] });
    assert.equal(key(1, 0, '()'), false);
    assert.equal(key(2, 0, '""'), false);
    assert.equal(key(3, 0, 'a'), true);
    assert.equal(key(4, 1, '"'), true);
    assert.equal(key(5, 1, ')'), true);
    assert.equal(key(6, 0, ';'), true);
    // No third bracket was put there by the editor: this is typing over something else.
    assert.equal(key(7, 1, ')'), false);
  });

  it('take a line break for one although the editor trims the line that it leaves', () => {
    const group = new TypingGroup();
    const changes = [
      { offset: 24, length: 0, text: '\n    ' },
      { offset: 20, length: 4, text: '' },
    ];
    assert.equal(group.continuesWith({ changes }), false);
    assert.equal(group.continuesWith({ changes: [{ offset: 25, length: 0, text: 'b' }] }), true);
  });

  it('take edits of one moment together, where they are not typing', () => {
    const group = new TypingGroup();
    steps('lis', group);
    const importLine = { changes: [{ offset: 0, length: 0, text: 'import list;\n' }], atMs: 1_000 };
    const suggestion = { changes: [{ offset: 13, length: 3, text: 'listOf()' }], atMs: 1_001 };
    assert.equal(group.continuesWith(importLine), false);
    assert.equal(group.continuesWith(suggestion), true);
    assert.equal(group.continuesWith({ ...suggestion, atMs: 1_040 }), false);
  });
});
