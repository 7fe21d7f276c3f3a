import type { SuiteReport } from './suiteReport.ts';

/** One suite of a run, when it is over. */
export interface SuiteResult extends SuiteReport {
  readonly name: string;
  readonly seconds: number;
}

/** A table of all suites, the reason of every skip, every failure, and the totals as the very last line. */
export function summarise(results: readonly SuiteResult[]): string {
  const head = ['suite', 'passed', 'failed', 'skipped', 'seconds'];
  const rows = results.map(({ name, passed, failed, skipped, seconds }) => [
    name,
    ...[passed, failed, skipped.length].map(String),
    seconds.toFixed(1),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const table = [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const skips = results.flatMap(({ name, skipped }) =>
    skipped.map((reason) => `skipped in ${name}: ${reason}`),
  );
  const failures = results.flatMap(({ name, failures }) =>
    failures.flatMap(({ title, message }) =>
      title === undefined
        ? indented(`failed in ${name}: ${message.trim()}`)
        : [`failed in ${name}: ${title}: ${firstLine(message)}`],
    ),
  );
  const lists = [skips, failures].filter((list) => list.length > 0);
  return [...table, ...lists.flatMap((list) => ['', ...list]), '', totals(results)].join('\n');
}

/** The first line as it is, the others below it. */
function indented(text: string): string[] {
  return text.split('\n').map((line, index) => (index === 0 ? line : `  ${line}`));
}

function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0] ?? '';
}

function totals(results: readonly SuiteResult[]): string {
  const sum = (count: (result: SuiteResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  const skipped = sum((result) => result.skipped.length);
  const line = `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
