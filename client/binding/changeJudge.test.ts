import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { ChangeJudge } from './changeJudge.ts';

function judgeOf(state: { isDirty: boolean; isUntitled?: boolean }) {
  const clock = new ManualClock();
  const verdicts: string[] = [];
  const judge = new ChangeJudge({
    clock,
    isUntitled: false,
    ...state,
    onVerdict: (version, verdict) => verdicts.push(`${version} ${verdict}`),
  });
  return { clock, judge, verdicts };
}

describe('ChangeJudge', () => {
  it('has no doubt about an edit of a dirty document', () => {
    const { judge } = judgeOf({ isDirty: true });
    assert.equal(judge.textChanged({ version: 2, isDirty: true, isEmpty: false }), false);
  });

  it('takes the first edit of a clean document for typed once that has become dirty', () => {
    const { clock, judge, verdicts } = judgeOf({ isDirty: false });
    assert.equal(judge.textChanged({ version: 2, isDirty: false, isEmpty: false }), true);
    assert.deepEqual(verdicts, []);
    judge.stateChanged({ version: 2, isDirty: true });
    clock.advance(10_000);
    assert.deepEqual(verdicts, ['2 typed']);
  });

  it('takes a change of a clean document that stays clean for one from the file', () => {
    const { clock, judge, verdicts } = judgeOf({ isDirty: false });
    judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    clock.advance(10_000);
    assert.deepEqual(verdicts, ['2 from the file']);
  });

  it('knows that by the next edit, too, and takes that for typed', () => {
    const { judge, verdicts } = judgeOf({ isDirty: false });
    judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    judge.textChanged({ version: 3, isDirty: false, isEmpty: false });
    judge.stateChanged({ version: 3, isDirty: true });
    assert.deepEqual(verdicts, ['2 from the file', '3 typed']);
  });

  it('takes a change that makes a dirty document clean for a revert', () => {
    const { clock, judge, verdicts } = judgeOf({ isDirty: true });
    assert.equal(judge.textChanged({ version: 2, isDirty: false, isEmpty: false }), true);
    clock.advance(10_000);
    assert.deepEqual(verdicts, ['2 from the file']);
  });

  it('does not take a save for a revert', () => {
    const { judge, verdicts } = judgeOf({ isDirty: true });
    judge.stateChanged({ version: 1, isDirty: false });
    judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    judge.stateChanged({ version: 2, isDirty: true });
    assert.deepEqual(verdicts, ['2 typed']);
  });

  it('corrects itself where the word that the document is dirty comes very late', () => {
    const { clock, judge, verdicts } = judgeOf({ isDirty: false });
    judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    clock.advance(10_000);
    judge.stateChanged({ version: 2, isDirty: true });
    assert.deepEqual(verdicts, ['2 from the file', '2 typed']);
  });

  it('takes an untitled document that is emptied and then closed for one that was given up', () => {
    const { judge, verdicts } = judgeOf({ isDirty: true, isUntitled: true });
    assert.equal(judge.textChanged({ version: 2, isDirty: true, isEmpty: false }), false);
    assert.equal(judge.textChanged({ version: 3, isDirty: true, isEmpty: true }), true);
    judge.end({ isClosed: true });
    assert.deepEqual(verdicts, ['3 from the file']);
  });

  it('takes an untitled document that is emptied and stays open for one whose text was deleted', () => {
    const { clock, judge, verdicts } = judgeOf({ isDirty: true, isUntitled: true });
    judge.textChanged({ version: 2, isDirty: true, isEmpty: true });
    clock.advance(10_000);
    assert.deepEqual(verdicts, ['2 typed']);
  });

  it('hears what waits to be read before it goes by the clock', () => {
    const { clock, judge, verdicts } = judgeOf({ isDirty: false });
    judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    clock.advance(500);
    judge.stateChanged({ version: 2, isDirty: true });
    clock.advance(10_000);
    assert.deepEqual(verdicts, ['2 typed']);
  });

  it('knows what it can when nothing will follow any more', () => {
    const reverted = judgeOf({ isDirty: true });
    reverted.judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    reverted.judge.end({ isClosed: false });
    assert.deepEqual(reverted.verdicts, ['2 from the file']);
    const typed = judgeOf({ isDirty: false });
    typed.judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    typed.judge.end({ isClosed: true });
    assert.deepEqual(typed.verdicts, ['2 typed']);
    const emptied = judgeOf({ isDirty: true, isUntitled: true });
    emptied.judge.textChanged({ version: 2, isDirty: true, isEmpty: true });
    emptied.judge.end({ isClosed: false });
    assert.deepEqual(emptied.verdicts, ['2 typed']);
  });

  it('leaves no timer behind', () => {
    const { clock, judge, verdicts } = judgeOf({ isDirty: false });
    judge.textChanged({ version: 2, isDirty: false, isEmpty: false });
    judge.dispose();
    clock.advance(10_000);
    assert.deepEqual(verdicts, []);
  });
});
