/**
 * What `npm test` runs: every suite, or those that are named.
 *   node test/run.ts [suite ...] [--grep x]
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { OrderedOutput } from './support/runner/orderedOutput.ts';
import { killRunningCommands, runCommand } from './support/runner/runCommand.ts';
import { runSuite } from './support/runner/runSuite.ts';
import {
  needsBuild,
  parseSuiteName,
  planSuite,
  LANES,
  SUITE_NAMES,
  vsCodeOf,
  WAVES,
  type SuiteName,
} from './support/runner/suites.ts';
import { VS_CODE_NAMES, type VsCodeName } from './support/vscode/vsCodes.ts';
import { summarise, type SuiteResult } from './support/runner/summary.ts';

const { names, grep } = readArguments();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    killRunningCommands();
    process.exit(130);
  });
}

const isCi = process.env['CI'] === 'true';
const output = new OrderedOutput((text) => process.stdout.write(text));
const vsCodeProblems = new Map(VS_CODE_NAMES.map((name) => [name, prepareVsCode(name)])); // from the network, while the first suites use the processor
const results = new Map<SuiteName, SuiteResult>();
for (const wave of WAVES) {
  const waiting = wave.filter((name) => names.has(name));
  const lane = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      results.set(name, await run(name));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
const table = SUITE_NAMES.flatMap((name) => results.get(name) ?? []);
process.stdout.write(`\n${summarise(table)}\n`);
process.exitCode = table.some(({ failed }) => failed > 0) ? 1 : 0;

async function run(name: SuiteName): Promise<SuiteResult> {
  const channel = output.open();
  const isBuilt = (results.get('build')?.failed ?? 0) === 0;
  let obstacle = needsBuild(name) && !isBuilt ? 'the build failed' : undefined;
  const vsCode = vsCodeOf(name);
  if (vsCode !== undefined) obstacle ??= await vsCodeProblems.get(vsCode);
  return runSuite(name, { grep, isCi, obstacle }, channel);
}

/** Resolves with what went wrong, if anything did: no test can make up for that, so it is a failure anywhere. */
async function prepareVsCode(vsCode: VsCodeName): Promise<string | undefined> {
  const isNeeded = [...names].some(
    (name) => vsCodeOf(name) === vsCode && planSuite(name, { reportFile: '' }).kind === 'tests',
  );
  if (!isNeeded) return undefined;
  let said = '';
  const script = path.join(import.meta.dirname, 'support', 'vscode', 'prepareVsCode.ts');
  const end = await runCommand(
    { program: process.execPath, args: [script, vsCode], limitMs: 600_000 },
    (text) => (said += text),
  );
  return end.kind === 'exited' && end.code === 0
    ? undefined
    : `The ${vsCode} VS Code could not be prepared:\n${said}`;
}

function readArguments(): { names: ReadonlySet<SuiteName>; grep: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { grep: { type: 'string' } },
    });
    const chosen = positionals.length === 0 ? SUITE_NAMES : positionals.map(parseSuiteName);
    const build = chosen.some(needsBuild) ? (['build'] as const) : [];
    return { names: new Set([...chosen, ...build]), grep: values.grep };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`Usage: node test/run.ts [suite ...] [--grep x], with suites of ${SUITE_NAMES.join(', ')}`);
    return process.exit(2);
  }
}
