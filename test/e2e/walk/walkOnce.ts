import fs from 'node:fs';
import path from 'node:path';
import type { PersonName } from '../../walk/step.ts';
import { runWalk, type WalkEnd } from '../../walk/runWalk.ts';
import { writePlan, type WalkPlan } from '../../walk/walkPlan.ts';
import { keepFailure } from '../screenshotsOnFailure.ts';
import type { RealWalk } from './realWalk.ts';

/**
 * Walks a plan in two windows that have nothing open. What is wrong is printed, and kept in out/failures with the plan up to there, both
 * windows' pictures, logs and contents, and the relay's log.
 */
export async function walkOnce(plan: WalkPlan, walk: RealWalk, isVerbose = false): Promise<WalkEnd> {
  let last = performance.now();
  const end = await runWalk(plan.steps, walk, (at, step, report) => {
    if (!isVerbose) return;
    const now = performance.now();
    console.log(`${at} ${Math.round(now - last)} ms ${JSON.stringify(step)} ${JSON.stringify(report)}`);
    last = now;
  });
  if (end.failure !== undefined) await keepWalk(plan, end.failure, walk);
  return end;
}

async function keepWalk(
  plan: WalkPlan,
  { at, findings }: NonNullable<WalkEnd['failure']>,
  walk: RealWalk,
): Promise<void> {
  const upToHere = plan.steps.slice(0, at + 1);
  const name = plan.seed === undefined ? 'plan' : `seed ${plan.seed}`;
  console.log(`      the walk of ${name} went wrong at step ${at}:\n${indent(findings)}`);
  console.log(`      the last steps:\n${indent(upToHere.slice(-12).map((step) => JSON.stringify(step)))}`);
  const folder = await keepFailure(`walk ${name} step ${at}`, walk.pair.people);
  const file = path.join(folder, 'plan.json');
  writePlan({ ...plan, steps: upToHere }, file);
  const views = await Promise.all(
    walk.pair.people.map((person) => walk.look(person.name as PersonName).catch(String)),
  );
  fs.writeFileSync(path.join(folder, 'windows.json'), JSON.stringify(views, undefined, 1));
  fs.writeFileSync(path.join(folder, 'relay.log'), walk.relay.output());
  fs.writeFileSync(path.join(folder, 'findings.txt'), findings.join('\n'));
  const command = 'npm run test:walk';
  if (plan.seed !== undefined) console.log(`      to repeat it: TANDEM_SEED=${plan.seed} ${command}`);
  console.log(
    `      to shorten it: TANDEM_WALK_FROM=${Math.max(0, at - 10)} TANDEM_PLAN=${file} ${command}, or edit that file`,
  );
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `        ${line}`).join('\n');
}
