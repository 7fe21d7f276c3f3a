import fs from 'node:fs';

/** What a suite's process tells the runner at its end, in a file. */
export interface SuiteReport {
  readonly passed: number;
  readonly failed: number;
  /** `failed` also counts what is no test, such as a lost promise. */
  readonly failures: readonly Failure[];
  /** The full titles of skipped tests. */
  readonly skipped: readonly string[];
}

export interface Failure {
  /** The full title of the test; of a suite as a whole there is none. */
  readonly title?: string;
  readonly message: string;
}

export function writeSuiteReport(file: string, report: SuiteReport): void {
  fs.writeFileSync(file, JSON.stringify(report));
}

/** Undefined when the suite ended before it could report. */
export function readSuiteReport(file: string): SuiteReport | undefined {
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8')) as SuiteReport;
}
