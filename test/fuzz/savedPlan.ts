import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BINDING_PLAN_FORMAT, bindingPlanSchema } from '../../client/diagnostics/plan.ts';
import { runCasePlan } from './bindingCase.ts';
import { CASE_PLAN_FORMAT, type CasePlan, casePlanSchema } from './casePlan.ts';
import { replayPlan } from './replayPlan.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'out', 'fuzz');

/** Writes a plan where a person finds it. Returns the file. */
export function savePlan(plan: CasePlan, name: string): string {
  fs.mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, name);
  fs.writeFileSync(file, `${JSON.stringify(plan, null, 1)}\n`);
  return file;
}

/** Repeats what a file holds: a case of the fuzz, or what was recorded of a binding. Throws where a rule is broken. */
export function replaySavedPlan(file: string): void {
  const json: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { format } = z.looseObject({ format: z.enum([CASE_PLAN_FORMAT, BINDING_PLAN_FORMAT]) }).parse(json);
  if (format === CASE_PLAN_FORMAT) runCasePlan(casePlanSchema.parse(json));
  else replayPlan(bindingPlanSchema.parse(json));
}
