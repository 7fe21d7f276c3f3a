import type { CommandEnd } from './runCommand.ts';
import type { SuiteReport } from './suiteReport.ts';

export interface Judgement extends SuiteReport {
  /** What went wrong besides failing tests. */
  readonly problem?: string;
}

/** How much of a failed check's output stands in its message. */
const LAST_LINES = 12;

/** A suite without tests of its own, such as the type check, counts as one. What it said last says what is wrong. */
export function judgeCheck(end: CommandEnd, said: string): Judgement {
  if (isClean(end)) return { passed: 1, failed: 0, failures: [], skipped: [] };
  const lastLines = said.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  return {
    ...failedAsAWhole(describe(end)),
    failures: [{ message: `${describe(end)}\n${lastLines}`.trimEnd() }],
  };
}

/** No silence passes: a suite has passed only if it said so and ended well. */
export function judgeTests(end: CommandEnd, report: SuiteReport | undefined): Judgement {
  if (report === undefined) {
    return failedAsAWhole(`${describe(end)}, without a report of its tests`);
  }
  if (isClean(end) || report.failed > 0) return report;
  // Every test passed, and yet: a promise was lost, or something was left open.
  const problem = `all tests passed, but ${describe(end)}`;
  return { ...report, failed: 1, failures: [{ message: problem }], problem };
}

/** What is wrong with a suite whose tests cannot be counted. */
export function failedAsAWhole(problem: string): Judgement {
  return { passed: 0, failed: 1, failures: [{ message: problem }], skipped: [], problem };
}

function isClean(end: CommandEnd): boolean {
  return end.kind === 'exited' && end.code === 0;
}

function describe(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `it ended with code ${end.code}`;
    case 'killed':
      return `it was ended by ${end.signal}`;
    case 'tookTooLong':
      return 'it took too long and was killed';
    case 'notStarted':
      return `it could not be started: ${end.error.message}`;
  }
}
