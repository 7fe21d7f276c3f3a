import fs from 'node:fs';
import path from 'node:path';
import { findChromium, NO_CHROMIUM } from '../vscode/browser.ts';
import { NOT_LINUX } from '../vscode/prepareVsCode.ts';
import { chosenVsCode, type VsCodeName } from '../vscode/vsCodes.ts';
import type { Command } from './runCommand.ts';

export const SUITE_NAMES = [
  'typecheck',
  'lint',
  'build',
  'unit',
  'relay',
  'fuzz',
  'vscode-oldest',
  'vscode-newest',
  'web',
  'e2e-oldest',
  'e2e-newest',
] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

/** How many suites run side by side. Tests of one suite follow one another. */
export const LANES = 2;

/** One wave follows another. Those of a wave are taken in turn by as many lanes; `e2e` types in real time, and has both. */
export const WAVES: readonly (readonly SuiteName[])[] = [
  ['typecheck', 'lint'],
  ['build'],
  ['unit', 'relay', 'vscode-oldest', 'vscode-newest', 'fuzz', 'web'],
  ['e2e-oldest'],
  ['e2e-newest'],
];

/** The real VS Code that a suite opens, if it does. */
export function vsCodeOf(name: SuiteName): VsCodeName | undefined {
  switch (name) {
    case 'vscode-oldest':
    case 'e2e-oldest':
      return 'oldest';
    case 'vscode-newest':
    case 'e2e-newest':
      return 'newest';
    case 'web':
      return chosenVsCode();
    default:
      return undefined;
  }
}

/** Whether a suite uses what `build` makes. */
export function needsBuild(name: SuiteName): boolean {
  return name === 'relay' || vsCodeOf(name) !== undefined;
}

/** A suite by its name; `vscode` and `e2e` alone mean that of the VS Code that TANDEM_VSCODE chooses. */
export function parseSuiteName(text: string): SuiteName {
  const wanted = text === 'vscode' || text === 'e2e' ? `${text}-${chosenVsCode()}` : text;
  const name = SUITE_NAMES.find((known) => known === wanted);
  if (name === undefined) throw new Error(`There is no suite called ${text}.`);
  return name;
}

/** What mocha finds them by: their titles are marked. */
export const CORE_STORIES = '\\[core\\]';

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
      return mocha(options, { timeoutMs: 20_000, limitMinutes: 20, globs: UNIT_GLOBS });
    case 'relay':
      return mocha(options, { timeoutMs: 60_000, limitMinutes: 40, globs: RELAY_GLOBS });
    case 'fuzz':
      return mocha(options, { timeoutMs: 300_000, limitMinutes: 40, globs: ['test/fuzz/**/*.test.ts'] });
    case 'vscode-oldest':
    case 'vscode-newest':
      return inVsCode(name, () => inHost(options));
    case 'e2e-oldest':
    case 'e2e-newest':
      return inVsCode(name, () => mocha(storiesOf(name, options), E2E));
    case 'web':
      return inVsCode(name, () =>
        mocha(options, { timeoutMs: 180_000, limitMinutes: 20, globs: ['test/web/**/*.test.ts'] }),
      );
  }
}

const E2E = { timeoutMs: 240_000, limitMinutes: 40, globs: ['test/e2e/**/*.test.ts'] };

/** In the oldest VS Code only the stories marked as core, unless others are asked for, or TANDEM_VSCODE asks for it. */
function storiesOf(name: 'e2e-oldest' | 'e2e-newest', options: PlanOptions): PlanOptions {
  const isCore = name === 'e2e-oldest' && !process.env['TANDEM_VSCODE'];
  return isCore ? { ...options, grep: options.grep ?? CORE_STORIES } : options;
}

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const UNIT_GLOBS = [
  'shared',
  'engine',
  'client',
  'relay',
  'extension',
  'bench',
  'test/support',
  'test/walk',
  'test/project',
].map((folder) => `${folder}/**/*.test.ts`);
const RELAY_GLOBS = ['relay', 'contract', 'security', 'attacks', 'faults'].map(
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
  return { kind: 'tests', command: { program: process.execPath, args, limitMs: 30 * MINUTE_MS } };
}

function inVsCode(name: SuiteName, plan: () => SuitePlan): SuitePlan {
  if (process.platform !== 'linux') return { kind: 'impossible', reason: NOT_LINUX };
  try {
    if (findChromium() === undefined) return { kind: 'impossible', reason: NO_CHROMIUM };
  } catch (error) {
    return { kind: 'impossible', reason: String(error) }; // CHROMIUM_PATH leads nowhere
  }
  const planned = plan();
  const vsCode = vsCodeOf(name);
  if (planned.kind === 'impossible' || vsCode === undefined) return planned;
  return { ...planned, command: { ...planned.command, environment: { TANDEM_VSCODE: vsCode } } };
}
