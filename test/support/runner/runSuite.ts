import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { failedAsAWhole, judgeCheck, judgeTests, type Judgement } from './judgeSuite.ts';
import type { OutputChannel } from './orderedOutput.ts';
import { runCommand } from './runCommand.ts';
import { readSuiteReport } from './suiteReport.ts';
import { planSuite, type SuiteName } from './suites.ts';
import type { SuiteResult } from './summary.ts';

export interface RunSuiteOptions {
  readonly grep?: string | undefined;
  /** Where nothing may be missing, a suite that this machine cannot run has failed. */
  readonly isCi: boolean;
  /** What it needs and what went wrong before it, if anything did: then it has failed, too. */
  readonly obstacle?: string | undefined;
}

/** Runs one suite to its end. Whatever goes wrong is a failure of that suite. */
export async function runSuite(
  name: SuiteName,
  options: RunSuiteOptions,
  output: OutputChannel,
): Promise<SuiteResult> {
  const start = performance.now();
  output.write(`\n== ${name}\n`);
  const { problem, ...report } = await judge(name, options, output);
  if (problem !== undefined) output.write(`failed: ${problem}\n`);
  output.close();
  return { name, ...report, seconds: (performance.now() - start) / 1000 };
}

async function judge(
  name: SuiteName,
  { grep, isCi, obstacle }: RunSuiteOptions,
  output: OutputChannel,
): Promise<Judgement> {
  if (obstacle !== undefined) return failedAsAWhole(`it cannot run: ${obstacle}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'suite-'));
  const reportFile = path.join(folder, 'report.json');
  try {
    const plan = planSuite(name, { grep, reportFile });
    if (plan.kind === 'impossible') {
      if (isCi) return failedAsAWhole(`it cannot run: ${plan.reason}`);
      output.write(`skipped: ${plan.reason}\n`);
      return { passed: 0, failed: 0, failures: [], skipped: [plan.reason] };
    }
    let said = '';
    const end = await runCommand(plan.command, (text) => {
      if (plan.kind === 'check') said += text;
      output.write(text);
    });
    return plan.kind === 'check' ? judgeCheck(end, said) : judgeTests(end, readSuiteReport(reportFile));
  } catch (error) {
    return failedAsAWhole(`it cannot run: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
