import assert from 'node:assert/strict';
import { DeltaBuilder } from './delta.ts';
import { TypingGroup } from './typingGroup.ts';

/** Types the keys one by one from `offset` on and lists what each undo step would take back. */
function steps(keys: string, group = new TypingGroup(), offset = 0): string[] {
  const out: string[] = [];
  for (const [k, text] of Array.from(keys).entries()) {
    const continues = group.continuesWith([{ offset: offset + k, length: 0, text }]);
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
    assert.equal(group.continuesWith([{ offset: 1, length: 0, text: 'x' }]), false);
  });

  it('begin where typing turns into deleting', () => {
    const group = new TypingGroup();
    steps('one', group);
    assert.equal(group.continuesWith([{ offset: 2, length: 1, text: '' }]), false);
    assert.equal(group.continuesWith([{ offset: 1, length: 1, text: '' }]), true);
    assert.equal(group.continuesWith([{ offset: 1, length: 0, text: 'x' }]), false);
  });

  it('go on where remote edits have moved the text', () => {
    const group = new TypingGroup();
    steps('one', group);
    group.shift(new DeltaBuilder().insert('remote ').build());
    assert.equal(group.continuesWith([{ offset: 10, length: 0, text: 's' }]), true);
  });

  it('go on with all cursors', () => {
    const group = new TypingGroup();
    group.continuesWith([
      { offset: 10, length: 0, text: 'a' },
      { offset: 0, length: 0, text: 'a' },
    ]);
    assert.equal(
      group.continuesWith([
        { offset: 12, length: 0, text: 'b' },
        { offset: 1, length: 0, text: 'b' },
      ]),
      true,
    );
  });

  it('go on while an input method rewrites what it has typed', () => {
    const group = new TypingGroup();
    group.continuesWith([{ offset: 4, length: 0, text: 'n' }]);
    assert.equal(group.continuesWith([{ offset: 4, length: 1, text: 'に' }]), true);
    assert.equal(group.continuesWith([{ offset: 4, length: 1, text: 'にほ' }]), true);
    assert.equal(group.continuesWith([{ offset: 1, length: 5, text: 'paste' }]), false);
  });
});
