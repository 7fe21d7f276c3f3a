import { seededRandom } from '../support/seed.ts';
import { proposeStep } from './proposeStep.ts';
import type { Step } from './step.ts';
import { tellStory } from './stories.ts';
import { World } from './world.ts';

/** The steps of a walk, from its seed alone: whatever the product makes of them, they are the same. */
export function generateWalk(seed: number, length: number): Step[] {
  const random = seededRandom(seed);
  const world = new World();
  const steps: Step[] = [];
  const add = (step: Step): void => {
    if (!world.allows(step)) return;
    world.apply(step);
    steps.push(step);
  };
  let story: Step[] = tellStory('share', world, random);
  while (steps.length < length) {
    const isMidway = steps.at(-1)?.atOnce === true;
    const next = isMidway || random.chance(STORY_GOES_ON) ? story.shift() : undefined;
    if (next !== undefined) add(next);
    else if (story.length === 0 && random.chance(NEW_STORY)) story = tellStory(undefined, world, random);
    else add(proposeStep(world, random));
  }
  return endCalmly(steps.slice(0, length));
}

/** Between the steps of a story happens what has nothing to do with it. */
const STORY_GOES_ON = 0.7;
const NEW_STORY = 0.35;

/** The last step is followed by nothing at once: what it has done is looked at, too. */
function endCalmly(steps: Step[]): Step[] {
  const last = steps.pop();
  return last === undefined ? [] : [...steps, { ...last, atOnce: false }];
}
