import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../support/seed.ts';
import { generateWalk } from './generateWalk.ts';
import { PINNED_WALKS } from './pinnedWalks.ts';
import { parseSteps, STEP_KINDS, type Step } from './step.ts';
import { STORY_NAMES, tellStory } from './stories.ts';
import { World } from './world.ts';

const LENGTH = 300;

describe('the generator of walks', () => {
  const seed = seedFor('the generator of walks');
  const walks = Array.from({ length: 40 }, (_, number) => generateWalk(seed + number, LENGTH));

  it('gives the same steps for the same seed, and others for another', () => {
    assert.deepEqual(generateWalk(seed, LENGTH), walks[0]);
    assert.notDeepEqual(walks[0], walks[1]);
  });

  it('gives steps that survive as JSON', () => {
    for (const steps of walks) assert.deepEqual(parseSteps(JSON.parse(JSON.stringify(steps))), steps);
  });

  it('refuses a plan that holds no step', () => {
    assert.throws(() => parseSteps([{ kind: 'open', person: 'anna' }]), /no step of a walk/);
    assert.throws(() => parseSteps([{ kind: 'fly', person: 'anna' }]), /no step of a walk/);
  });

  it('makes every kind of step often enough, and most kinds in each walk', () => {
    const counts = new Map(STEP_KINDS.map((kind) => [kind, 0]));
    for (const steps of walks) {
      for (const { kind } of steps) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const kinds = new Set(steps.map(({ kind }) => kind));
      assert.ok(kinds.size > STEP_KINDS.length * 0.7, `only ${kinds.size} kinds: ${[...kinds].join(' ')}`);
    }
    const rare = [...counts].filter(([, count]) => count < walks.length / 4);
    assert.deepEqual(rare, []);
  });

  it('takes every choice that a step leaves', () => {
    const taken = new Set(
      walks.flat().flatMap((step) => CHOICES.map((choice) => `${choice}=${String(read(step, choice))}`)),
    );
    for (const wanted of WANTED) assert.ok(taken.has(wanted), `never ${wanted}`);
  });

  it('does only what is possible as far as the steps tell', () => {
    for (const steps of walks) {
      const world = new World();
      for (const [at, step] of steps.entries()) {
        assert.ok(world.allows(step), `step ${at} is impossible: ${JSON.stringify(step)}`);
        world.apply(step);
      }
    }
  });

  it('ends with a step after which everything is looked at', () => {
    for (const steps of walks) assert.notEqual(steps.at(-1)?.atOnce, true);
  });

  it('tells every story in the middle of many walks', () => {
    for (const name of STORY_NAMES) {
      const told = walks.filter((steps) => {
        const world = new World();
        for (const step of steps.slice(0, 80)) world.apply(step);
        const story = tellStory(name, world, seededRandom(seed));
        for (const step of story) {
          if (!world.allows(step)) return false;
          world.apply(step);
        }
        return story.length > 0;
      });
      assert.ok(
        told.length > walks.length / 8,
        `${name} was told in ${told.length} of ${walks.length} walks`,
      );
    }
  });

  it('does what each pinned walk does, in that order, somewhere', () => {
    for (const { title, steps } of PINNED_WALKS) {
      const last = steps.slice(-2).map(signature);
      const isDone = walks.some((walk) => {
        const places = walk.map(signature);
        return places.some((one, at) => one === last[0] && places.slice(at, at + 8).includes(last[1] ?? ''));
      });
      assert.ok(isDone, `no walk does what is done in: ${title}`);
    }
  });
});

const CHOICES = [
  'as',
  'ifAsked',
  'whileTyping',
  'view',
  'folder',
  'how',
  'to',
  'keep',
  'isOn',
  'address',
  'end',
  'atOnce',
];
const WANTED = [
  ...['as=tab', 'as=preview', 'as=background', 'ifAsked=save', 'ifAsked=discard', 'whileTyping=true'],
  ...[
    'view=text',
    'view=custom',
    'folder=home',
    'folder=other',
    'how=explorer',
    'how=disk',
    'to=other',
    'to=gone',
  ],
  ...['to=back', 'keep=room', 'keep=file', 'isOn=true', 'isOn=false', 'address=number', 'address=name'],
  ...['end=stop', 'end=kill', 'atOnce=true'],
];

function read(step: Step, key: string): unknown {
  return (step as unknown as Record<string, unknown>)[key];
}

/** The kind with those choices that make it dangerous. */
function signature(step: Step): string {
  return `${step.kind} ${['as', 'view', 'whileTyping', 'folder'].map((key) => String(read(step, key))).join(' ')}`;
}
