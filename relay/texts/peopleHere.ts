import { presenceSchema } from '../../shared/protocol/presence.ts';
import { NAME_GRACE_MS } from '../limits.ts';
import { displayName } from '../../shared/presence/displayName.ts';
import { lineStarts, placeAt, type TextPlace } from '../../shared/text/places.ts';
import type { RosterEntry } from '../rooms/presence.ts';
import type { TextMirror } from './textMirror.ts';

/** Somebody in the room. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Somebody, and where their caret is. */
export interface PersonAt extends Person, TextPlace {}

/** What has changed since the last time. */
export interface PeopleNews {
  readonly joined: readonly Person[];
  readonly left: readonly Person[];
  readonly moved: readonly PersonAt[];
  /** Somebody has not said a name yet, and gets a moment more. */
  readonly isWaiting: boolean;
}

/** Who is in a room and where their carets are, for those who cannot read Yjs' presence themselves. */
export class PeopleHere {
  readonly #known = new Map<string, PersonAt | Person>();
  readonly #parsed = new WeakMap<Uint8Array, Shown>();

  /** Those that have been told of, until now. */
  get all(): readonly (PersonAt | Person)[] {
    return [...this.#known.values()];
  }

  /** `now` by the clock that only grows. */
  look(roster: readonly RosterEntry[], mirror: TextMirror, now: number): PeopleNews {
    const joined: Person[] = [];
    const moved: PersonAt[] = [];
    const gone = new Map(this.#known);
    const lines = new LineIndex(mirror);
    let isWaiting = false;
    for (const { participant, state, openedAt } of roster) {
      const { id } = participant;
      const shown = this.#read(state);
      gone.delete(id);
      const before = this.#known.get(id);
      if (before === undefined && shown.name === undefined && now - openedAt < NAME_GRACE_MS) {
        isWaiting = true;
        continue;
      }
      const name = shown.name ?? before?.name ?? GUEST;
      const place = lines.placeOf(mirror.offsetOf(shown.head));
      const person = place === undefined ? { id, name } : { id, name, ...place };
      this.#known.set(id, person);
      if (before === undefined) joined.push({ id, name });
      if ('line' in person && !isSame(before, person)) moved.push(person);
    }
    for (const id of gone.keys()) this.#known.delete(id);
    const left = [...gone.values()].map(({ id, name }) => ({ id, name }));
    return { joined, left, moved, isWaiting };
  }

  #read(state: Uint8Array | undefined): Shown {
    if (state === undefined) return NOTHING;
    const known = this.#parsed.get(state);
    if (known !== undefined) return known;
    const presence = presenceSchema.safeParse(JSON.parse(DECODER.decode(state)));
    const shown = presence.success
      ? { name: displayName(presence.data.user?.name ?? ''), head: presence.data.cursor?.head }
      : NOTHING;
    this.#parsed.set(state, shown);
    return shown;
  }
}

interface Shown {
  readonly name: string | undefined;
  /** A Yjs relative position, if it is one. */
  readonly head: unknown;
}

/** The guard has let nothing else through. */
const DECODER = new TextDecoder('utf-8', { fatal: true });

const NOTHING: Shown = { name: undefined, head: undefined };

/** What people are called who do not say. */
export const GUEST = 'Guest';

function isSame(before: PersonAt | Person | undefined, { name, line, column }: PersonAt): boolean {
  if (before === undefined || !('line' in before)) return false;
  return before.name === name && before.line === line && before.column === column;
}

/** Offsets to lines; reads the text only when somebody has a caret. */
class LineIndex {
  readonly #mirror: TextMirror;
  #starts: readonly number[] | undefined;

  constructor(mirror: TextMirror) {
    this.#mirror = mirror;
  }

  placeOf(offset: number | undefined): TextPlace | undefined {
    if (offset === undefined) return undefined;
    return placeAt((this.#starts ??= lineStarts(this.#mirror.text)), offset);
  }
}
