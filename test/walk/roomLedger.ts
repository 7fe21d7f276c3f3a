import type { PersonName, RoomName } from './step.ts';

/** What every room has to hold: each token that its relay has had, once, and none that was typed elsewhere. */
export class RoomLedger {
  /** What was in a room's text at the last look. */
  readonly #held = new Map<RoomName, Set<string>>();
  /** Typed while the relay was away, and kept by the window: due when that person is online in the room again. */
  readonly #kept = new Map<RoomName, Map<string, PersonName>>();
  readonly #allowed = new Map<RoomName, Set<string>>();
  /** Taken out by who took over a file's version: gone as soon as the relay hears of it, be it later. */
  readonly #going = new Map<RoomName, Map<string, PersonName>>();

  /** A token was typed into a room that its window could not reach. */
  keep(room: RoomName, token: string, person: PersonName): void {
    const kept = this.#kept.get(room) ?? new Map<string, PersonName>();
    this.#kept.set(room, kept.set(token, person));
  }

  /** A token may come into a room later, or never: its window has left with it, and said so. */
  allow(room: RoomName, token: string): void {
    const allowed = this.#allowed.get(room) ?? new Set<string>();
    this.#allowed.set(room, allowed.add(token));
  }

  /**
   * A person takes a file's version over: what the room holds, and what they have typed while the relay was away, may go
   * until the relay has heard of it. What the other has typed meanwhile stays.
   */
  replace(room: RoomName, person: PersonName): void {
    const going = this.#going.get(room) ?? new Map<string, PersonName>();
    const kept = this.#kept.get(room);
    for (const token of [...(this.#held.get(room) ?? []), ...this.keptBy(person, room)]) {
      going.set(token, person);
      if (kept?.get(token) === person) kept.delete(token);
    }
    this.#going.set(room, going);
  }

  /** Tokens of a person that are due in `room`. */
  keptBy(person: PersonName, room: RoomName): string[] {
    return [...(this.#kept.get(room) ?? [])].flatMap(([token, by]) => (by === person ? [token] : []));
  }

  /**
   * Holds a room's text against what is known of it, and takes it down. `fresh` are the tokens that were typed into this
   * room since the last look. The first look at a room takes whatever it was created with. `hasAllOf` says whether the
   * relay has heard of everything that a person did there.
   */
  check(
    room: RoomName,
    text: string,
    fresh: ReadonlySet<string>,
    hasAllOf: (person: PersonName) => boolean,
  ): string[] {
    const found = tokensIn(text);
    const present = new Set(found);
    const held = this.#held.get(room);
    const kept = this.#kept.get(room);
    const going = this.#going.get(room);
    const isKnown = (token: string): boolean =>
      [kept, going, this.#allowed.get(room)].some((tokens) => tokens?.has(token) === true);
    const problems: string[] = [];
    const seen = new Set<string>();
    const doubled = new Set(found.filter((token) => seen.size === seen.add(token).size));
    if (doubled.size > 0) problems.push(`${room} holds twice: ${[...doubled].join(' ')}`);
    if (held !== undefined) {
      const lost = [...held].filter((token) => !present.has(token) && going?.has(token) !== true);
      if (lost.length > 0) problems.push(`${room} has lost: ${lost.join(' ')}`);
      const foreign = [...present].filter(
        (token) => !held.has(token) && !fresh.has(token) && !isKnown(token),
      );
      if (foreign.length > 0) problems.push(`${room} holds what was typed elsewhere: ${foreign.join(' ')}`);
    }
    for (const token of present) kept?.delete(token);
    for (const [token, person] of going ?? []) if (hasAllOf(person)) going?.delete(token);
    this.#held.set(room, present);
    return problems;
  }
}

/** What one person types at one step into one document: no text holds it unless it was brought there. */
export function newToken(person: PersonName, step: number, count: number): string {
  return `[${person.charAt(0)}${step}.${count}]`;
}

function tokensIn(text: string): string[] {
  return text.match(/\[[ab]\d+\.\d+\]/g) ?? [];
}
