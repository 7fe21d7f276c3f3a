import assert from 'node:assert/strict';
import { DIALECTS } from '../support/dialect.ts';
import { seededRandom } from '../support/seed.ts';
import { SimulatedEditor } from '../support/simulatedEditor.ts';
import type { VsCodeName } from '../support/vscode/vsCodes.ts';
import type { DocumentDriver, DocumentStep, Observation } from './documentDriver.ts';
import { RandomSteps } from './randomSteps.ts';
import { SimulatedDocument } from './simulatedDocument.ts';

const STEPS = 30;

/** Makes the same random steps in a document and in the simulated one of its kind. Throws at the first difference. */
export async function compareAlong(seed: number, real: DocumentDriver, vsCode: VsCodeName): Promise<void> {
  const steps = new RandomSteps(seededRandom(seed));
  const { text, eol } = steps.opening();
  const simulated = new SimulatedDocument(SimulatedEditor, DIALECTS[vsCode]);
  await real.open(text, eol);
  await simulated.open(text, eol);
  const done: DocumentStep[] = [];
  let seen: Observation = {
    heard: [],
    text: text.replaceAll('\n', eol),
    eol,
    carets: [{ start: 0, end: 0 }],
  };
  while (done.length < STEPS) {
    const step = steps.next(seen);
    done.push(step);
    seen = await real.perform(step);
    const story = `seed ${seed}, after ${JSON.stringify({ text, eol })} and ${done.map((each) => JSON.stringify(each)).join('\n')}`;
    assert.deepEqual(promised(await simulated.perform(step)), promised(seen), story);
  }
}

/** How an undo lists its changes is not promised, only what they come to. */
function promised(observation: Observation): unknown {
  const heard = observation.heard.map((each) =>
    each.kind === 'event' && each.reason !== 'none' ? { ...each, changes: 'any', lfChanges: 'any' } : each,
  );
  return { ...observation, heard };
}
