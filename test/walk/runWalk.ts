import { Oracle, type Findings } from './oracle.ts';
import type { Step } from './step.ts';
import type { StepReport, WalkDriver } from './walkDriver.ts';

export interface WalkEnd {
  /** How many steps were done, refused or impossible; the rest was not reached. */
  readonly counts: Readonly<Record<StepReport['kind'], number>>;
  /** The first step after which something was wrong; undefined where none was. */
  readonly failure: WalkFailure | undefined;
}

export interface WalkFailure {
  /** From zero. */
  readonly at: number;
  readonly findings: Findings;
}

/** Walks until something is wrong or all steps are done. */
export async function runWalk(
  steps: readonly Step[],
  driver: WalkDriver,
  onStep: (at: number, step: Step, report: StepReport) => void = () => undefined,
): Promise<WalkEnd> {
  const oracle = new Oracle(driver);
  const counts = { done: 0, refused: 0, impossible: 0 };
  for (const [at, step] of steps.entries()) {
    let findings: Findings;
    try {
      const report = await driver.perform(step);
      counts[report.kind]++;
      onStep(at, step, report);
      findings = await oracle.check(at, step, report);
    } catch (error) {
      findings = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
    if (findings.length > 0) return { counts, failure: { at, findings } };
  }
  return { counts, failure: undefined };
}
