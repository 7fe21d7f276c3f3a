import assert from 'node:assert/strict';
import { StrayEdits, type UnansweredEdit } from './strayEdits.ts';

const REPLACES = [{ offset: 3, length: 0, text: 'theirs', deleted: '', as: 'insert' as const }];
const MADE = [{ offset: 3, length: 0, text: 'theirs' }];

describe('edits that were meant for a document which another one has replaced', () => {
  let verdicts: string[];
  let strays: StrayEdits;
  let answer: (isMade: boolean) => void;
  let edit: UnansweredEdit;

  beforeEach(() => {
    verdicts = [];
    strays = new StrayEdits((version, isStray) => verdicts.push(`${version} ${isStray ? 'stray' : 'typed'}`));
    const answered = new Promise<boolean>((resolve) => (answer = resolve));
    edit = { version: 1, replaces: REPLACES, answer: answered };
    strays.expect([edit]);
  });

  it('are known by their version and their text, and by the answer', async () => {
    assert.equal(strays.textChanged(2, MADE), true);
    assert.deepEqual(verdicts, []);
    answer(true);
    await edit.answer;
    assert.deepEqual(verdicts, ['2 stray']);
  });

  it('are not taken for what the person has typed alike, where VS Code has refused them', async () => {
    assert.equal(strays.textChanged(2, MADE), true);
    answer(false);
    await edit.answer;
    assert.deepEqual(verdicts, ['2 typed']);
  });

  it('are not seen in another version, in another text, or after the answer', async () => {
    assert.equal(strays.textChanged(3, MADE), false);
    assert.equal(strays.textChanged(2, [{ offset: 3, length: 0, text: 'mine' }]), false);
    answer(false);
    await edit.answer;
    assert.equal(strays.textChanged(2, MADE), false);
    assert.deepEqual(strays.unanswered, []);
  });

  it('count as strays where the document goes before the answer, and once', async () => {
    strays.textChanged(2, MADE);
    strays.settle();
    answer(false);
    await edit.answer;
    assert.deepEqual(verdicts, ['2 stray']);
  });
});
