import type { SeededRandom } from '../support/seed.ts';
import {
  isFile,
  otherOf,
  PEOPLE,
  roomDocument,
  type DocumentName,
  type PersonName,
  type Step,
} from './step.ts';
import { newPath, pickOne } from './proposeStep.ts';
import { EMPTY_FILES, textTabs, type Desk } from './desk.ts';
import type { World } from './world.ts';

/**
 * Steps that belong together. By chance alone they would hardly ever follow each other, and each story has once ended
 * badly. Those that turn out impossible are left out by the generator, and others may come between.
 */
export function tellStory(name: StoryName | undefined, world: World, random: SeededRandom): Step[] {
  const person = random.pick(PEOPLE);
  return STORIES[name ?? random.pick(STORY_NAMES)]({ world, random, person });
}

interface Scene {
  readonly world: World;
  readonly random: SeededRandom;
  readonly person: PersonName;
}

const STORIES = {
  share: (scene: Scene) => share(scene).steps,

  /** A guest leaves, shares what stays in the window as a room of its own, and joins the first one again. */
  leaveAndShareAgain({ world, random, person }: Scene): Step[] {
    const room = pickOne(guestRooms(world.desks[person]), random);
    if (room === undefined) return share({ world, random, person }).steps;
    const document = roomDocument(room);
    const own = `r${world.newName()}`;
    return [
      { kind: 'show', person, document, atOnce: true },
      { kind: 'leave', person, document },
      { kind: 'create', person, document, room: own },
      { kind: 'join', person: otherOf(person), room: own, address: 'number' },
      { kind: 'join', person, room, address: 'number' },
    ];
  },

  /** A tab is closed and back at once; then the file is shared again, and the window reloaded. */
  closeReopenShareReload(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const document = pickOne(sharedFiles(world.desks[person]), random);
    if (document === undefined) return share(scene).steps;
    return [
      { kind: 'save', person, document, atOnce: true },
      { kind: 'closeAndReopen', person, document, ...maybe(random, 0.5, { atOnce: true }) },
      { kind: 'create', person, document, room: `r${world.newName()}` },
      { kind: 'reload', person },
    ];
  },

  moveOverShared(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const shared = sharedFiles(world.desks[person]);
    const [from, to] = random.chance(0.5) ? shared : shared.toReversed();
    if (from === undefined || to === undefined) return share(scene).steps;
    return [{ kind: 'replace', person, from, to, how: random.chance(0.8) ? 'explorer' : 'disk' }];
  },

  /** Two shared files change places. */
  swapShared(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const [one, other] = sharedFiles(world.desks[person]);
    if (one === undefined || other === undefined) return share(scene).steps;
    const between = newPath(one, world, random);
    const how = random.chance(0.8) ? 'explorer' : 'disk';
    const atOnce = random.chance(0.5) ? { atOnce: true } : {};
    return [
      { kind: 'rename', person, from: one, to: between, how, ...atOnce },
      { kind: 'rename', person, from: other, to: one, how, ...atOnce },
      { kind: 'rename', person, from: between, to: other, how },
    ];
  },

  /** What came back in the background is closed by VS Code before anybody looks at it. */
  reloadAndForget(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const desk = world.desks[person];
    const [front, back] = shuffled([...desk.rooms.keys()], random);
    if (front === undefined || back === undefined) return share(scene).steps;
    return [
      { kind: 'show', person, document: front, atOnce: true },
      { kind: 'reload', person, atOnce: true },
      { kind: 'crowd', person },
      { kind: 'show', person, document: back },
    ];
  },

  lookAtThePicture(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const desk = world.desks[person];
    const picture = pickOne(
      [...desk.files].filter((name) => name.endsWith('.svg')),
      random,
    );
    if (picture === undefined) return [];
    return [
      { kind: 'open', person, document: picture, as: 'tab' },
      ...shareSteps(scene, picture),
      { kind: 'save', person, document: picture, atOnce: true },
      { kind: 'reopenWith', person, document: picture, view: 'custom' },
      { kind: 'reopenWith', person, document: picture, view: 'text' },
    ];
  },

  /** The text of a shared untitled document is pasted into a private file. */
  pasteIntoPrivate(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const desk = world.desks[person];
    const to = EMPTY_FILES.find((name) => desk.files.has(name) && textTabs(desk, name).length === 0);
    const document = `untitled:u${world.newName()}`;
    const sharing: Step[] = [{ kind: 'untitled', person, document }, ...shareSteps(scene, document)];
    if (to === undefined || random.chance(0.3)) {
      const saved = `saved${world.newName()}.txt`;
      return [...sharing, { kind: 'saveAs', person, document, to: saved }];
    }
    return [
      ...sharing,
      { kind: 'open', person, document: to, as: 'tab', atOnce: true },
      { kind: 'paste', person, from: document, to, atOnce: true },
      { kind: 'close', person, document, ifAsked: 'discard' },
    ];
  },

  /** The relay has another address; what is typed meanwhile is handed in there. */
  relayMoves({ world, random }: Scene): Step[] {
    const steps: Step[] = [{ kind: 'relayMove', end: random.pick(['stop', 'kill']) }];
    for (const person of PEOPLE) {
      const desk = world.desks[person];
      for (const [document, room] of desk.rooms) {
        const address = random.chance(0.5) ? 'number' : 'name';
        if (random.chance(0.4)) steps.push({ kind: 'leave', person, document });
        steps.push({ kind: 'join', person, room, address });
      }
    }
    return steps;
  },

  /** The same relay by its other name, with edits that wait. */
  otherName(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const room = pickOne(guestRooms(world.desks[person]), random);
    if (room === undefined) return share(scene).steps;
    return [
      { kind: 'offline', person },
      { kind: 'leave', person, document: roomDocument(room) },
      { kind: 'online', person },
      { kind: 'join', person, room, address: random.chance(0.5) ? 'number' : 'name' },
    ];
  },

  /** What was typed offline waits in a window that has opened another folder since. */
  otherFolder(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const desk = world.desks[person];
    const room = pickOne(guestRooms(desk), random);
    if (room === undefined || desk.folder !== 'home') return [{ kind: 'openFolder', person, folder: 'home' }];
    return [
      { kind: 'offline', person },
      { kind: 'openFolder', person, folder: 'other' },
      { kind: 'online', person },
      { kind: 'join', person, room, address: 'number' },
      { kind: 'openFolder', person, folder: 'home' },
    ];
  },

  /** A single click, a room, another single click. */
  previewed(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const desk = world.desks[person];
    const closed = [...desk.files].filter((name) => !desk.tabs.some(({ document }) => document === name));
    const [first, second] = shuffled(closed, random);
    if (first === undefined || second === undefined) return [];
    return [
      { kind: 'open', person, document: first, as: 'preview', atOnce: true },
      { kind: 'create', person, document: first, room: `r${world.newName()}`, atOnce: true },
      { kind: 'open', person, document: second, as: 'preview' },
    ];
  },

  closeUnderTheKeys(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const document = pickOne([...world.desks[person].rooms.keys()], random);
    if (document === undefined) return share(scene).steps;
    return [
      { kind: 'show', person, document },
      { kind: 'close', person, document, ifAsked: 'discard', whileTyping: true },
    ];
  },

  renameUnderTheKeys(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const from = pickOne(sharedFiles(world.desks[person]), random);
    if (from === undefined) return share(scene).steps;
    const to = newPath(from, world, random);
    return [{ kind: 'rename', person, from, to, how: 'explorer', whileTyping: true }];
  },

  /** A branch without the file, and back. */
  checkoutAndBack(scene: Scene): Step[] {
    const { world, random, person } = scene;
    const document = pickOne(sharedFiles(world.desks[person]), random);
    if (document === undefined) return share(scene).steps;
    const keep = random.pick(['room', 'file'] as const);
    const isFirst = random.chance(0.5);
    return [
      ...(isFirst ? [{ kind: 'save', person, document, atOnce: true } as const] : []),
      { kind: 'checkout', person, document, to: 'gone', keep },
      { kind: 'checkout', person, document, to: 'back', keep },
      { kind: 'save', person, document, atOnce: true },
      { kind: 'checkout', person, document, to: 'other', keep },
    ];
  },
} satisfies Record<string, (scene: Scene) => Step[]>;

export type StoryName = keyof typeof STORIES;
export const STORY_NAMES = Object.keys(STORIES) as readonly StoryName[];

/** Somebody opens a file and shares it, and the other joins. */
function share(scene: Scene): { document: DocumentName; steps: Step[] } {
  const { world, random, person } = scene;
  const desk = world.desks[person];
  const unshared = [...desk.files].filter((name) => !desk.rooms.has(name));
  const document = pickOne(unshared, random) ?? 'a.txt';
  return {
    document,
    steps: [{ kind: 'open', person, document, as: 'tab' }, ...shareSteps(scene, document)],
  };
}

function shareSteps({ world, random, person }: Scene, document: DocumentName): Step[] {
  const room = `r${world.newName()}`;
  return [
    { kind: 'create', person, document, room },
    { kind: 'join', person: otherOf(person), room, address: random.chance(0.7) ? 'number' : 'name' },
  ];
}

function sharedFiles(desk: Desk): DocumentName[] {
  return [...desk.rooms.keys()].filter((name) => isFile(name) && desk.files.has(name));
}

function guestRooms(desk: Desk): string[] {
  return [...desk.rooms].flatMap(([document, room]) => (document === roomDocument(room) ? [room] : []));
}

function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
  return list
    .map((item) => ({ item, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

function maybe<T extends object>(random: SeededRandom, chance: number, value: T): Partial<T> {
  return random.chance(chance) ? value : {};
}
