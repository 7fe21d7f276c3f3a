import type { SeededRandom } from '../support/seed.ts';
import {
  isFile,
  PEOPLE,
  roomDocument,
  type DocumentName,
  type PersonName,
  type Step,
  type StepKind,
} from './step.ts';
import { EMPTY_FILES, textTabs, type Desk } from './desk.ts';
import type { World } from './world.ts';

/** A step that is possible as things are, by the weights below. */
export function proposeStep(world: World, random: SeededRandom): Step {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const kind = pickKind(random);
    const step = propose(kind, world, random);
    if (step !== undefined && world.allows(step)) return step;
  }
  return { kind: 'reload', person: random.pick(PEOPLE) }; // always possible
}

const ATTEMPTS = 200;

/** How often a kind is tried. What takes a window long is rare. */
const WEIGHTS: Readonly<Record<StepKind, number>> = {
  open: 12,
  show: 10,
  close: 6,
  reopen: 3,
  closeAndReopen: 3,
  reopenWith: 4,
  split: 2,
  moveToGroup: 2,
  moveToNewWindow: 1,
  reload: 2,
  openFolder: 0.5,
  crowd: 2,
  language: 2,
  rename: 4,
  replace: 2,
  delete: 2,
  checkout: 4,
  save: 5,
  saveAs: 2,
  autoSave: 1,
  untitled: 2,
  paste: 1,
  create: 8,
  join: 8,
  leave: 4,
  offline: 2,
  online: 8,
  relayRestart: 1.5,
  relayMove: 0.7,
};

function pickKind(random: SeededRandom): StepKind {
  const entries = Object.entries(WEIGHTS) as [StepKind, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0];
}

/** So many rooms at once are enough for a window, and each costs a look at every step. */
const MAX_ROOMS = 4;
const MAX_TABS = 9;

function propose(kind: StepKind, world: World, random: SeededRandom): Step | undefined {
  const person = random.pick(PEOPLE);
  const desk = world.desks[person];
  const tab = pickOne(desk.tabs, random)?.document;
  const file = pickOne([...desk.files], random);
  const isFull = desk.tabs.length >= MAX_TABS;
  const howToMove = random.chance(0.75) ? 'explorer' : 'disk';
  switch (kind) {
    case 'open':
      if (file === undefined || isFull) return undefined;
      return { kind, person, document: file, as: random.pick(['tab', 'preview', 'preview', 'background']) };
    case 'untitled':
      return isFull ? undefined : { kind, person, document: `untitled:u${world.newName()}` };
    case 'show':
    case 'split':
    case 'moveToGroup':
    case 'moveToNewWindow':
    case 'closeAndReopen':
    case 'save':
      if (tab === undefined || (kind === 'split' && isFull)) return undefined;
      return { kind, person, document: tab };
    case 'close':
      if (tab === undefined) return undefined;
      return {
        ...{ kind, person, document: tab, ifAsked: random.pick(['save', 'discard'] as const) },
        ...(random.chance(0.3) && { whileTyping: true }),
      };
    case 'reopen':
    case 'reload':
    case 'crowd':
    case 'offline':
    case 'online':
      return { kind, person };
    case 'reopenWith': {
      const shown = desk.tabs.find(({ document }) => document === tab);
      if (shown === undefined) return undefined;
      return { kind, person, document: shown.document, view: shown.view === 'text' ? 'custom' : 'text' };
    }
    case 'openFolder':
      return { kind, person, folder: desk.folder === 'home' ? 'other' : 'home' };
    case 'language':
      if (tab === undefined) return undefined;
      return { kind, person, document: tab, language: random.pick(['plaintext', 'python', 'markdown']) };
    case 'rename':
      if (file === undefined) return undefined;
      return {
        ...{ kind, person, from: file, to: newPath(file, world, random), how: howToMove },
        ...(random.chance(0.4) && { whileTyping: true }),
      };
    case 'replace': {
      const to = pickOne([...desk.files], random);
      return file === undefined || to === undefined
        ? undefined
        : { kind, person, from: preferShared(desk, file, random), to, how: howToMove };
    }
    case 'delete':
      return file === undefined ? undefined : { kind, person, document: file, how: howToMove };
    case 'checkout': {
      const back = pickOne([...desk.gone], random);
      const keep = random.pick(['room', 'room', 'file'] as const);
      if (back !== undefined) return { kind, person, document: back, to: 'back', keep };
      if (file === undefined) return undefined;
      return {
        ...{ kind, person, document: preferShared(desk, file, random) },
        ...{ to: random.pick(['other', 'other', 'gone'] as const), keep },
      };
    }
    case 'saveAs':
      return tab === undefined
        ? undefined
        : { kind, person, document: tab, to: `saved${world.newName()}.txt` };
    case 'autoSave':
      return { kind, person, isOn: !desk.isAutoSaving };
    case 'paste': {
      const empty = EMPTY_FILES.find((name) => textTabs(desk, name).length > 0);
      return tab === undefined || empty === undefined ? undefined : { kind, person, from: tab, to: empty };
    }
    case 'create':
      if (tab === undefined || desk.rooms.size >= MAX_ROOMS || desk.isOffline) return undefined;
      return { kind, person, document: tab, room: `r${world.newName()}` };
    case 'join': {
      const room = pickRoom(world, person, random);
      if (room === undefined || (isFull && !isIn(desk, room))) return undefined;
      return { kind, person, room, address: random.chance(0.7) ? 'number' : 'name' };
    }
    case 'leave': {
      const document = pickOne([...desk.rooms.keys()], random);
      return document === undefined ? undefined : { kind, person, document };
    }
    case 'relayRestart':
    case 'relayMove':
      return { kind, end: random.pick(['stop', 'kill']) };
  }
}

/** A room that is worth joining: at a dead address first, then a recent one. */
export function pickRoom(world: World, person: PersonName, random: SeededRandom): string | undefined {
  const stale = pickOne([...world.stale[person]], random);
  if (stale !== undefined && random.chance(0.7)) return stale;
  const desk = world.desks[person];
  const recent = world.rooms.slice(-6);
  const others = recent.filter((room) => !isIn(desk, room));
  if (desk.rooms.size >= MAX_ROOMS) return undefined;
  return pickOne(random.chance(0.9) ? others : recent, random);
}

export function isIn(desk: Desk, room: string): boolean {
  return [...desk.rooms.values()].includes(room) || desk.rooms.has(roomDocument(room));
}

export function pickOne<T>(list: readonly T[], random: SeededRandom): T | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}

/** A path that no file has, with the same ending: `.svg` stays an image. */
export function newPath(from: DocumentName, world: World, random: SeededRandom): DocumentName {
  const ending = /\.\w+$/.exec(from)?.[0] ?? '.txt';
  const folder = random.chance(0.3) ? 'sub/' : '';
  return `${folder}n${world.newName()}${ending}`;
}

/** Mostly a shared file: what is done to others is less likely to go wrong. */
function preferShared(desk: Desk, otherwise: DocumentName, random: SeededRandom): DocumentName {
  const shared = [...desk.rooms.keys()].filter((name) => isFile(name) && desk.files.has(name));
  return random.chance(0.7) ? (pickOne(shared, random) ?? otherwise) : otherwise;
}
