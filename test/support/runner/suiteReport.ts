import fs from 'node:fs';

/** What a suite's process tells the runner at its end, in a file. */
export interface SuiteReport {
  readonly passed: number;
  readonly failed: number;
  /** The full titles of skipped tests. */
  readonly skipped: readonly string[];
}

export function writeSuiteReport(file: string, { passed, failed, skipped }: SuiteReport): void {
  fs.writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
}

/** Undefined when the suite ended before it could report. */
export function readSuiteReport(file: string): SuiteReport | undefined {
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8')) as SuiteReport;
}
