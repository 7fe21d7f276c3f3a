/**
 * npm run test:walk -- [--seeds n] [--from seed] [--steps n] [--verbose]: random walks in two windows (docs/testing.md).
 * Seeds that out/walk.jsonl has already are left out, so a run that was stopped goes on where it was.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chosenVsCode } from '../../support/vscode/vsCodes.ts';
import { planFrom, planOfSeed, readPlan, type WalkPlan } from '../../walk/walkPlan.ts';
import { WalkResults } from '../../walk/walkResults.ts';
import { openRealWalk, type RealWalk } from './realWalk.ts';
import { walkOnce } from './walkOnce.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    from: { type: 'string' },
    steps: { type: 'string', default: '300' },
    verbose: { type: 'boolean', default: false },
  },
});
const length = Number(values.steps);
const place = `VS Code, ${chosenVsCode()}`;
const results = new WalkResults(path.join(import.meta.dirname, '..', '..', '..', 'out', 'walk.jsonl'));
const files = (process.env['TANDEM_PLAN'] ?? '').split(',').filter((file) => file !== '');
const seed = process.env['TANDEM_SEED'];

// Playwright takes these for itself, and the process would go on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

// New windows for each: what a folder's last windows had open comes back with the folder.
for (const plan of choosePlans()) {
  const walk = await openRealWalk();
  try {
    await walkPlan(plan, walk);
  } finally {
    await walk.close();
  }
}

function* choosePlans(): Generator<WalkPlan> {
  for (const file of files) yield readPlan(file);
  if (seed !== undefined) yield planOfSeed(Number(seed), length);
  if (files.length > 0 || seed !== undefined) return;
  const first = values.from === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.from);
  for (let next = first; next < first + Number(values.seeds); next++) {
    if (results.has({ seed: next, steps: length, place })) console.log(`seed ${next} was walked before`);
    else yield planOfSeed(next, length);
  }
}

async function walkPlan(whole: WalkPlan, walk: RealWalk): Promise<void> {
  const from = process.env['TANDEM_WALK_FROM'];
  const plan = from === undefined ? whole : planFrom(whole, Number(from));
  const start = Date.now();
  const { counts, failure } = await walkOnce(plan, walk, values.verbose);
  const seconds = Math.round((Date.now() - start) / 1000);
  if (failure !== undefined) process.exitCode = 1;
  const name = plan.seed === undefined ? 'plan' : `seed ${plan.seed}`;
  const end = failure === undefined ? 'all is well' : `wrong at step ${failure.at}`;
  console.log(
    `${name}: ${end}; ${counts.done} steps done, ${counts.refused} refused, ${counts.impossible} impossible, ${seconds} s`,
  );
  if (plan.seed === undefined) return;
  results.add({
    ...{ seed: plan.seed, steps: length, place, seconds, ...counts },
    ...(failure && { failedAt: failure.at, findings: [...failure.findings] }),
  });
}
