import path from 'node:path';
import { runCasePlan } from './bindingCase.ts';
import type { CaseOperation, CasePlan } from './casePlan.ts';
import { generateCase } from './generateCase.ts';
import { savePlan } from './savedPlan.ts';
import { chosenSeeds } from './seedRange.ts';
import { shrink } from './shrink.ts';

const PROGRESS_MS = 30_000;

/**
 * Runs a new range of seeds, at least `seeds` of them and until so many `operations` have done something; or those that
 * TANDEM_SEED and TANDEM_FUZZ_ROUNDS choose. A case that fails is saved, whole and shrunk, and the error tells where.
 */
export function checkCases({ seeds, operations }: { seeds: number; operations: number }): void {
  const chosen = chosenSeeds();
  const first = chosen?.first ?? Math.floor(Math.random() * 2 ** 31);
  const began = performance.now();
  let told = began;
  let made = 0;
  let count = 0;
  const say = (): void => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    console.log(`      ${made} operations over ${count} seeds from ${first} on, ${seconds} s`);
  };
  while (chosen ? count < chosen.count : count < seeds || made < operations) {
    made += runSaving(generateCase(first + count));
    count++;
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    say();
  }
  say();
}

function runSaving(plan: CasePlan): number {
  try {
    return runCasePlan(plan);
  } catch (error) {
    const whole = savePlan(plan, `seed-${plan.seed}.json`);
    const short = shrinkCase(plan);
    const file = savePlan(short, `seed-${plan.seed}-short.json`);
    const list = short.operations.map((operation) => `  ${JSON.stringify(operation)}`).join('\n');
    throw new Error(
      `Seed ${plan.seed} fails: ${whole}\nShrunk to ${short.operations.length} operations: ${file}\n${list}\n` +
        `To repeat it: TANDEM_PLAN=${path.relative(process.cwd(), file)} npx mocha --extension ts test/fuzz/binding.test.ts`,
      { cause: error },
    );
  }
}

/** The same case with as few operations as still break the same rule. */
export function shrinkCase(plan: CasePlan, run: (plan: CasePlan) => void = runCasePlan): CasePlan {
  const ruleOf = (operations: readonly CaseOperation[]): string | undefined => {
    try {
      run({ ...plan, operations: [...operations] });
      return undefined;
    } catch (error) {
      return ruleBroken(error);
    }
  };
  const broken = ruleOf(plan.operations);
  if (broken === undefined) return plan;
  return { ...plan, operations: [...shrink(plan.operations, (operations) => ruleOf(operations) === broken)] };
}

/** What an error says, without the characters and the numbers that differ from list to list. */
function ruleBroken(error: unknown): string {
  const [line = ''] = String(error).split('\n');
  return line.replace(/U\+[0-9a-f]+/g, '').replace(/\d+/g, 'n');
}
