import assert from 'node:assert/strict';
import { seedFor } from '../support/seed.ts';
import { generateWalk } from './generateWalk.ts';
import { PEOPLE, type PersonName } from './step.ts';
import { stepsTowards } from './stepsTowards.ts';
import { World } from './world.ts';

describe('the steps towards the middle of a walk', () => {
  it('give each person the files, the rooms and the network that they had then', () => {
    const seed = seedFor('the steps towards the middle of a walk');
    for (let walk = seed; walk < seed + 30; walk++) {
      const then = new World();
      for (const step of generateWalk(walk, 120)) then.apply(step);
      const again = new World();
      for (const step of stepsTowards(then)) again.apply(step);
      for (const person of PEOPLE)
        assert.deepEqual(summary(again, person), summary(then, person), `seed ${walk}`);
    }
  });
});

function summary(world: World, person: PersonName) {
  const { files, rooms, isOffline, isAutoSaving, folder } = world.desks[person];
  const there = [...files].filter((name) => !world.desks[person].gone.has(name));
  return { files: there.sort(), rooms: [...rooms.values()].sort(), isOffline, isAutoSaving, folder };
}
