/**
 * Many long walks over simulated windows, one after the other, each of its own seed. Ends with 1 where one failed.
 *   node test/walk/simulateWalks.ts [--seeds 1000] [--steps 300] [--from <seed>] [--plan <file>]
 * `--plan` walks what a failed walk has left, with `--from` as the seed of its delays.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { planOfSeed, readPlan, WALK_PLAN_FORMAT, writePlan } from './walkPlan.ts';
import type { WalkFailure } from './runWalk.ts';
import type { Step } from './step.ts';
import { shortenWalk, walkSimulated } from './walkSimulated.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    steps: { type: 'string', default: '300' },
    from: { type: 'string' },
    plan: { type: 'string' },
  },
});
const from = values.from === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.from);
const FOLDER = path.join(import.meta.dirname, '..', '..', 'out', 'walk');

if (values.plan !== undefined) {
  const { failure } = await walkSimulated(readPlan(values.plan).steps, from, tellStep);
  tell(from, failure);
} else {
  console.log(`Seeds ${from} to ${from + Number(values.seeds) - 1}, ${values.steps} steps each.`);
  let done = 0;
  const startMs = performance.now();
  for (let seed = from; seed < from + Number(values.seeds); seed++) {
    const { steps } = planOfSeed(seed, Number(values.steps));
    const { counts, failure } = await walkSimulated(steps, seed);
    done += counts.done;
    if (failure !== undefined) await keep(seed, steps, failure);
    if ((seed - from + 1) % 10 === 0)
      console.log(`${seed - from + 1} walks, ${done} steps, ${seconds(startMs)} s`);
  }
}

async function keep(seed: number, steps: readonly Step[], failure: WalkFailure): Promise<void> {
  tell(seed, failure);
  const short = await shortenWalk(steps.slice(0, failure.at + 1), seed);
  fs.mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `simulated-${seed}.json`);
  writePlan({ format: WALK_PLAN_FORMAT, seed: undefined, steps: short }, file);
  console.log(`  ${short.length} steps are enough. To repeat them:`);
  console.log(
    `  node test/walk/simulateWalks.ts --plan ${path.relative(process.cwd(), file)} --from ${seed}`,
  );
}

function tell(seed: number, failure: WalkFailure | undefined): void {
  if (failure === undefined) {
    console.log(`Seed ${seed}: nothing is wrong.`);
    return;
  }
  process.exitCode = 1;
  console.log(`Seed ${seed} fails after step ${failure.at}:`);
  for (const finding of failure.findings) console.log(`  ${finding.slice(0, 400)}`);
}

function tellStep(at: number, step: Step, report: object): void {
  console.log(`${at} ${JSON.stringify(step)} ${JSON.stringify(report)}`);
}

function seconds(sinceMs: number): number {
  return Math.round((performance.now() - sinceMs) / 1000);
}
