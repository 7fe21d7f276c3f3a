import assert from 'node:assert/strict';
import { judgeCheck, judgeTests } from './judgeSuite.ts';

describe('the judgement of a suite', () => {
  const good = { kind: 'exited', code: 0 } as const;
  const bad = { kind: 'exited', code: 1 } as const;
  const report = { passed: 3, failed: 0, failures: [], skipped: ['later'] };

  it('takes the counts of a suite that ended well', () => {
    assert.deepEqual(judgeTests(good, report), report);
  });
  it('takes the counts of a suite whose tests failed', () => {
    assert.deepEqual(judgeTests(bad, { ...report, failed: 2 }), { ...report, failed: 2 });
  });
  it('fails a suite that ended without a report, even with code 0', () => {
    const { failed, failures, problem } = judgeTests(good, undefined);
    assert.equal(failed, 1);
    assert.deepEqual(failures, [{ message: problem }]);
    assert.match(problem ?? '', /without a report/);
  });
  it('fails a suite whose tests passed but which did not end well', () => {
    assert.equal(judgeTests(bad, report).failed, 1);
    assert.equal(judgeTests({ kind: 'tookTooLong' }, report).failed, 1);
    assert.equal(judgeTests({ kind: 'killed', signal: 'SIGSEGV' }, report).failed, 1);
  });
  it('counts a check as one that passed or failed', () => {
    assert.deepEqual(judgeCheck(good, 'all is well'), { passed: 1, failed: 0, failures: [], skipped: [] });
    const { failed, problem } = judgeCheck({ kind: 'notStarted', error: new Error('no npm') }, '');
    assert.equal(failed, 1);
    assert.match(problem ?? '', /no npm/);
  });
  it('quotes the last lines of a check that failed', () => {
    const said = [
      ...Array.from({ length: 40 }, (_, line) => `line ${line}`),
      '[warn] relay/main.ts',
      '',
    ].join('\n');
    const [failure] = judgeCheck(bad, said).failures;
    assert.match(failure?.message ?? '', /^it ended with code 1\n(line \d+\n)+\[warn\] relay\/main\.ts$/);
    assert.doesNotMatch(failure?.message ?? '', /^line 3$/m);
  });
});
