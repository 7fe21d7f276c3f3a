import assert from 'node:assert/strict';
import { summarise } from './summary.ts';

describe('the summary of a run', () => {
  const unit = { name: 'unit', passed: 40, failed: 0, failures: [], skipped: [], seconds: 3.14 };

  it('ends with the totals of all suites', () => {
    const broken = { name: 'lint', passed: 0, failed: 1, failures: [], skipped: [], seconds: 1 };
    assert.equal(lastLine([unit, broken]), '40 passed, 1 failed');
  });
  it('names every skip with its suite, and counts it', () => {
    const e2e = {
      name: 'e2e',
      passed: 2,
      failed: 0,
      failures: [],
      skipped: ['no Chromium', 'needs a recording'],
      seconds: 9,
    };
    assert.match(summarise([unit, e2e]), /^skipped in e2e: needs a recording$/m);
    assert.equal(lastLine([unit, e2e]), '42 passed, 0 failed, 2 skipped');
  });
  it('names every failure with its suite, its test, and the first line of what it said; a suite as a whole with all of it', () => {
    const failures = [
      { title: 'a room takes an edit', message: '\n1 is not 2\n\n1 !== 2' },
      { message: 'it ended with code 3\n[warn] relay/main.ts' },
    ];
    const report = summarise([{ ...unit, failed: 2, failures }]);
    assert.match(report, /^failed in unit: a room takes an edit: 1 is not 2$/m);
    assert.match(report, /^failed in unit: it ended with code 3\n {2}\[warn\] relay\/main\.ts$/m);
    assert.equal(lastLine([{ ...unit, failed: 2, failures }]), '40 passed, 2 failed');
  });
  it('has a row for every suite', () => {
    assert.match(summarise([unit]), /^unit +40 +0 +0 +3\.1$/m);
  });

  function lastLine(results: Parameters<typeof summarise>[0]): string | undefined {
    return summarise(results).split('\n').at(-1);
  }
});
