/**
 * Many long walks over simulated windows, each of its own seed. Ends with 1 where one failed.
 *   node test/walk/simulateWalks.ts [--seeds 1000] [--steps 300] [--from <seed>] [--jobs 1] [--whole] [--again]
 *   node test/walk/simulateWalks.ts --plan <file> --from <seed>
 * `--jobs` shares the seeds among so many processes. A failed walk is shortened, which takes some minutes, unless it is
 * to be left `--whole`. Of several seeds, those that out/walk-simulated.jsonl has already are left out, so a run that was
 * stopped goes on where it was; those that failed are walked `--again`. `--plan` walks what a failed walk has left, with `--from` as
 * the seed of its delays.
 */
import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { planOfSeed, readPlan, WALK_PLAN_FORMAT, writePlan } from './walkPlan.ts';
import { WalkResults } from './walkResults.ts';
import type { WalkFailure } from './runWalk.ts';
import type { Step } from './step.ts';
import { shortenWalk, walkSimulated } from './walkSimulated.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    steps: { type: 'string', default: '300' },
    from: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    /** Of the seeds only every so manieth, from this one on: what one of several processes walks. */
    share: { type: 'string' },
    whole: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    plan: { type: 'string' },
  },
});
const from = values.from === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.from);
const OUT = path.join(import.meta.dirname, '..', '..', 'out');
const length = Number(values.steps);
const results = new WalkResults(path.join(OUT, 'walk-simulated.jsonl'));

if (values.plan !== undefined) {
  const { failure } = await walkSimulated(readPlan(values.plan).steps, from, tellStep);
  tell(from, failure);
} else if (values.share === undefined && Number(values.jobs) > 1) {
  await shareOut(Number(values.jobs));
} else {
  await walkAll();
}

async function shareOut(jobs: number): Promise<void> {
  const ends = Array.from({ length: jobs }, async (_, job) => {
    const given = process.argv.slice(2).filter((arg) => arg !== '');
    const child = fork(import.meta.filename, [...given, '--from', String(from), '--share', `${job}/${jobs}`]);
    const [code] = await new Promise<[number | null]>((resolve) =>
      child.once('exit', (end) => resolve([end])),
    );
    if (code !== 0) process.exitCode = 1;
  });
  await Promise.all(ends);
}

async function walkAll(): Promise<void> {
  console.log(`Seeds ${from} to ${from + Number(values.seeds) - 1}, ${length} steps each.`);
  const [at = 0, of = 1] = (values.share ?? '0/1').split('/').map(Number);
  const place = 'simulated';
  const known = new Map(results.all().map((result) => [result.seed, result]));
  let [walks, done] = [0, 0];
  const start = process.cpuUsage();
  for (let seed = from + at; seed < from + Number(values.seeds); seed += of) {
    const before = known.get(seed);
    const isKnown = before?.steps === length && !(values.again && before.failedAt !== undefined);
    if (isKnown && Number(values.seeds) > 1) continue;
    const { steps } = planOfSeed(seed, length);
    const startMs = performance.now();
    const { counts, failure } = await walkSimulated(steps, seed);
    results.add({
      ...{ seed, steps: length, place, seconds: Math.round((performance.now() - startMs) / 1000), ...counts },
      ...(failure && { failedAt: failure.at, findings: failure.findings.map((each) => each.slice(0, 400)) }),
    });
    [walks, done] = [walks + 1, done + counts.done + counts.refused + counts.impossible];
    if (failure !== undefined) await keep(seed, steps, failure);
    else if (Number(values.seeds) === 1) tell(seed, undefined);
    if (walks % 10 === 0) {
      const { user, system } = process.cpuUsage(start);
      console.log(
        `${walks} walks, ${done} steps, ${((user + system) / 1000 / done).toFixed(1)} ms of CPU a step`,
      );
    }
  }
}

async function keep(seed: number, steps: readonly Step[], failure: WalkFailure): Promise<void> {
  tell(seed, failure);
  const walked = steps.slice(0, failure.at + 1);
  const kept = values.whole ? walked : await shortenWalk(walked, seed);
  const folder = path.join(OUT, 'walk');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `simulated-${seed}.json`);
  writePlan({ format: WALK_PLAN_FORMAT, seed: undefined, steps: kept }, file);
  console.log(`  ${kept.length} steps ${values.whole ? 'led to it' : 'are enough'}. To repeat them:`);
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
