import { isFile, PEOPLE, type PersonName, type Step } from './step.ts';
import { EMPTY_FILES, FIRST_FILES, OTHER_FILES, type Desk } from './desk.ts';
import type { World } from './world.ts';

/**
 * Steps that bring fresh windows about to where `world` is: a walk can then go on from its middle. The texts are other
 * ones, and what only those who were there could have left behind is missing.
 */
export function stepsTowards(world: World): Step[] {
  const steps = PEOPLE.flatMap((person) => [
    ...fileSteps(person, world.desks[person]),
    ...world.desks[person].tabs
      .filter(({ document }) => isFile(document) || document.startsWith('untitled:'))
      .map(({ document }): Step => openingStep(person, document)),
  ]);
  for (const room of new Set(PEOPLE.flatMap((person) => [...world.desks[person].rooms.values()])))
    steps.push(...roomSteps(world, room));
  for (const person of PEOPLE) {
    const { active, isAutoSaving, isOffline } = world.desks[person];
    if (isAutoSaving) steps.push({ kind: 'autoSave', person, isOn: true });
    if (active !== undefined) steps.push({ kind: 'show', person, document: active.document });
    if (isOffline) steps.push({ kind: 'offline', person });
  }
  return steps;
}

function openingStep(person: PersonName, document: string): Step {
  return isFile(document)
    ? { kind: 'open', person, document, as: 'tab' }
    : { kind: 'untitled', person, document };
}

function fileSteps(person: PersonName, { files, folder }: Desk): Step[] {
  const first = folder === 'home' ? [...FIRST_FILES, ...EMPTY_FILES] : OTHER_FILES;
  const checkout = (document: string, to: 'gone' | 'back'): Step => ({
    ...{ kind: 'checkout', person, document, to, keep: 'room' },
  });
  return [
    ...(folder === 'home' ? [] : [{ kind: 'openFolder', person, folder } as const]),
    ...first.filter((name) => !files.has(name)).map((name) => checkout(name, 'gone')),
    ...[...files].filter((name) => !first.includes(name)).map((name) => checkout(name, 'back')),
  ];
}

/** A room is created in the document that it has at one of them; where both are guests, in one that goes away again. */
function roomSteps(world: World, room: string): Step[] {
  const places = PEOPLE.flatMap((person) =>
    [...world.desks[person].rooms]
      .filter(([, is]) => is === room)
      .map(([document]) => ({ person, document })),
  );
  const host = places.find(
    ({ person, document }) => world.desks[person].files.has(document) || document.startsWith('untitled:'),
  );
  const guests = places
    .filter((place) => place !== host)
    .map(({ person }): Step => ({ kind: 'join', person, room, address: 'number' }));
  if (host !== undefined) return [{ kind: 'create', ...host, room }, ...guests];
  const person = 'anna';
  const document = `untitled:for-${room}`;
  return [
    { kind: 'untitled', person, document },
    { kind: 'create', person, document, room },
    { kind: 'close', person, document, ifAsked: 'discard' },
    ...guests,
  ];
}
