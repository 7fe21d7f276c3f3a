import fs from 'node:fs';
import * as z from 'zod';
import { generateWalk } from './generateWalk.ts';
import { parseSteps, type Step } from './step.ts';
import { stepsTowards } from './stepsTowards.ts';
import { World } from './world.ts';

export const WALK_PLAN_FORMAT = 'tandem-walk-1';

/** What a walk does: the steps of a seed, or those of a file that a failed walk has left. */
export interface WalkPlan {
  readonly format: typeof WALK_PLAN_FORMAT;
  readonly seed: number | undefined;
  readonly steps: readonly Step[];
}

export function planOfSeed(seed: number, length: number): WalkPlan {
  return { format: WALK_PLAN_FORMAT, seed, steps: generateWalk(seed, length) };
}

/** Reads a plan, also one that somebody has shortened by hand. Throws where it is none. */
export function readPlan(file: string): WalkPlan {
  const { seed, steps } = planSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  return { format: WALK_PLAN_FORMAT, seed, steps: parseSteps(steps) };
}

export function writePlan(plan: WalkPlan, file: string): void {
  const steps = plan.steps.map((step) => `  ${JSON.stringify(step)}`).join(',\n');
  const seed = plan.seed === undefined ? '' : `\n "seed": ${plan.seed},`;
  fs.writeFileSync(file, `{\n "format": "${plan.format}",${seed}\n "steps": [\n${steps}\n ]\n}\n`);
}

/** The same from step `from` on, after steps that bring fresh windows about to where the walk was then. */
export function planFrom(plan: WalkPlan, from: number): WalkPlan {
  const world = new World();
  for (const step of plan.steps.slice(0, from)) world.apply(step);
  return { ...plan, seed: undefined, steps: [...stepsTowards(world), ...plan.steps.slice(from)] };
}

const planSchema = z.object({
  format: z.literal(WALK_PLAN_FORMAT),
  seed: z.number().optional(),
  steps: z.unknown(),
});
