import fs from 'node:fs';
import path from 'node:path';
import { findChromium, NO_CHROMIUM } from '../vscode/browser.ts';
import { NOT_LINUX } from '../vscode/prepareVsCode.ts';
import type { Command } from './runCommand.ts';

export const SUITE_NAMES = [
  'typecheck',
  'lint',
  'build',
  'unit',
  'relay',
  'fuzz',
  'vscode',
  'e2e',
  'web',
] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

/** Those of one wave run side by side: on two cores no more than two. */
export const WAVES: readonly (readonly SuiteName[])[] = [
  ['typecheck', 'lint'],
  ['build'],
  ['unit', 'relay'],
  ['fuzz'],
  ['vscode'],
  ['e2e'],
  ['web'],
];

/** Suites that use what `build` makes. */
export const NEEDS_BUILD: ReadonlySet<SuiteName> = new Set<SuiteName>(['relay', 'vscode', 'e2e', 'web']);
/** Suites that open a real VS Code. */
export const NEEDS_VS_CODE: ReadonlySet<SuiteName> = new Set<SuiteName>(['vscode', 'e2e', 'web']);

export type SuitePlan =
  /** One that has no tests of its own to count: it passes or fails. */
  | { readonly kind: 'check'; readonly command: Command }
  /** One that writes a SuiteReport to the given file. */
  | { readonly kind: 'tests'; readonly command: Command }
  | { readonly kind: 'impossible'; readonly reason: string };

export interface PlanOptions {
  readonly grep?: string | undefined;
  /** Where the suite writes its SuiteReport. */
  readonly reportFile: string;
}

/** What running a suite means on this machine. */
export function planSuite(name: SuiteName, options: PlanOptions): SuitePlan {
  switch (name) {
    case 'typecheck':
    case 'lint':
      return check('npm', ['run', '--silent', name]);
    case 'build':
      return check(process.execPath, ['esbuild.mjs']);
    case 'unit':
      return mocha(options, { timeoutMs: 20_000, limitMinutes: 10, globs: UNIT_GLOBS });
    case 'relay':
      return mocha(options, { timeoutMs: 60_000, limitMinutes: 20, globs: RELAY_GLOBS });
    case 'fuzz':
      return mocha(options, { timeoutMs: 300_000, limitMinutes: 40, globs: ['test/fuzz/**/*.test.ts'] });
    case 'vscode':
      return inVsCode(() => inHost(options));
    case 'e2e':
      return inVsCode(() =>
        mocha(options, { timeoutMs: 240_000, limitMinutes: 40, globs: ['test/e2e/**/*.test.ts'] }),
      );
    case 'web':
      return inVsCode(() =>
        mocha(options, { timeoutMs: 180_000, limitMinutes: 20, globs: ['test/web/**/*.test.ts'] }),
      );
  }
}

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const UNIT_GLOBS = ['shared', 'relay', 'extension', 'bench', 'test/support', 'test/walk'].map(
  (folder) => `${folder}/**/*.test.ts`,
);
const RELAY_GLOBS = ['relay', 'contract', 'security', 'faults'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
const MINUTE_MS = 60_000;

function check(program: string, args: readonly string[]): SuitePlan {
  return { kind: 'check', command: { program, args, limitMs: 15 * MINUTE_MS } };
}

interface MochaRun {
  /** For one test. Generous, as it only guards against hanging. */
  readonly timeoutMs: number;
  /** For all of it. */
  readonly limitMinutes: number;
  readonly globs: readonly string[];
}

function mocha({ grep, reportFile }: PlanOptions, { timeoutMs, limitMinutes, globs }: MochaRun): SuitePlan {
  // A glob that matches nothing must not look like tests that passed.
  const files = fs.globSync(globs, { cwd: ROOT }).sort();
  if (files.length === 0) return { kind: 'impossible', reason: `there is no ${globs.join(', ')}` };
  const args = [
    path.join('node_modules', 'mocha', 'bin', 'mocha.js'),
    ...['--extension', 'ts', '--timeout', String(timeoutMs)],
    ...['--reporter', path.join(import.meta.dirname, 'specReporter.ts')],
    ...['--reporter-option', `report=${reportFile}`],
    ...(grep === undefined ? [] : ['--grep', grep]),
    ...files,
  ];
  return { kind: 'tests', command: { program: process.execPath, args, limitMs: limitMinutes * MINUTE_MS } };
}

function inHost({ grep, reportFile }: PlanOptions): SuitePlan {
  const script = path.join('test', 'support', 'vscode', 'runSuites.ts');
  const args = [script, '--report', reportFile, ...(grep === undefined ? [] : ['--grep', grep])];
  return { kind: 'tests', command: { program: process.execPath, args, limitMs: 20 * MINUTE_MS } };
}

function inVsCode(plan: () => SuitePlan): SuitePlan {
  if (process.platform !== 'linux') return { kind: 'impossible', reason: NOT_LINUX };
  try {
    if (findChromium() === undefined) return { kind: 'impossible', reason: NO_CHROMIUM };
  } catch (error) {
    return { kind: 'impossible', reason: String(error) }; // CHROMIUM_PATH leads nowhere
  }
  return plan();
}
