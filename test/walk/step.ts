import * as z from 'zod';

const person = z.enum(['anna', 'ben']);
/**
 * A path in the person's folder, `untitled:<name>`, `room:<room>`: the document that joining this room opens, or
 * `copy:<room>`: the untitled one that takes the place of such a document when it is shared as this room of its own.
 */
const document = z.string().min(1);
const room = z.string().min(1);
/** In the explorer, which tells extensions, or on the disk, which does not. */
const how = z.enum(['explorer', 'disk']);
const whileTyping = z.boolean().optional();
/** SIGTERM or SIGKILL. */
const end = z.enum(['stop', 'kill']);

/** Every kind of step, with what it needs to be done again. A step that is impossible is left out. */
const kinds = {
  open: { person, document, as: z.enum(['tab', 'preview', 'background']) },
  show: { person, document },
  /** With `whileTyping`, the other person types into the room until it is done. */
  close: { person, document, ifAsked: z.enum(['save', 'discard']), whileTyping },
  reopen: { person },
  /** The tab is closed and is back before VS Code has thought about it. */
  closeAndReopen: { person, document },
  reopenWith: { person, document, view: z.enum(['text', 'custom']) },
  split: { person, document },
  moveToGroup: { person, document },
  moveToNewWindow: { person, document },
  reload: { person },
  /** The same window opens another folder, or its first one again. */
  openFolder: { person, folder: z.enum(['home', 'other']) },
  /** So many documents are opened that VS Code closes those that only an extension has asked for, as after 3 minutes. */
  crowd: { person },
  language: { person, document, language: z.string() },
  /** A file gets a name that no file has, in any folder. */
  rename: { person, from: document, to: document, how, whileTyping },
  /** A file is moved over another one. */
  replace: { person, from: document, to: document, how },
  delete: { person, document, how },
  /** Another program writes the file, removes it or brings it back. `keep` answers the question which text stands. */
  checkout: {
    person,
    document,
    to: z.enum(['other', 'gone', 'back']),
    keep: z.enum(['room', 'file']),
  },
  save: { person, document },
  saveAs: { person, document, to: document },
  autoSave: { person, isOn: z.boolean() },
  untitled: { person, document },
  /** All of one document is copied into an empty one. */
  paste: { person, from: document, to: document },
  create: { person, document, room },
  join: { person, room, address: z.enum(['number', 'name']) },
  leave: { person, document },
  offline: { person },
  online: { person },
  relayRestart: { end },
  /** The same database behind another port; the old one is dead. */
  relayMove: { end },
} as const;

export type StepKind = keyof typeof kinds;
export const STEP_KINDS = Object.keys(kinds) as readonly StepKind[];

/** Nobody types between this step and the next: what a key would have mended or pinned stays as it is. */
const atOnce = z.boolean().optional();

type Shapes = typeof kinds;
type ShapeOf<Kind extends StepKind> = z.infer<z.ZodObject<Shapes[Kind]>>;

/** One thing that a person or the relay's host does. Plain JSON. */
export type Step = {
  readonly [Kind in StepKind]: { readonly kind: Kind; readonly atOnce?: boolean | undefined } & Readonly<
    ShapeOf<Kind>
  >;
}[StepKind];
export type StepOf<Kind extends StepKind> = Extract<Step, { kind: Kind }>;

export type PersonName = z.infer<typeof person>;
export type DocumentName = string;
export type RoomName = string;

export const PEOPLE: readonly PersonName[] = ['anna', 'ben'];

export function otherOf(name: PersonName): PersonName {
  return name === 'anna' ? 'ben' : 'anna';
}

/** The document that joining a room opens. */
export function roomDocument(name: RoomName): DocumentName {
  return `room:${name}`;
}

export function copyDocument(name: RoomName): DocumentName {
  return `copy:${name}`;
}

/** A document without a file: it is gone when it is closed, and saving it is Save As. */
export function isDraft(name: DocumentName): boolean {
  return /^(untitled|copy):/.test(name);
}

export function isFile(name: DocumentName): boolean {
  return !/^(room|untitled|copy):/.test(name);
}

/** Reads the steps of a plan. Throws a ZodError that names the wrong step. */
export function parseSteps(json: unknown): Step[] {
  return z.array(stepSchema).parse(json);
}

const schemas = new Map<unknown, z.ZodType>(
  STEP_KINDS.map((kind) => [kind, z.object({ kind: z.literal(kind), atOnce, ...kinds[kind] })]),
);
const stepSchema = z.custom<Step>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    schemas.get(value.kind)?.safeParse(value).success === true,
  { error: 'no step of a walk' },
);
