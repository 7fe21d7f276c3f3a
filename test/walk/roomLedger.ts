import type { PersonName, RoomName } from './step.ts';

/** What every room has to hold: each token that its relay has had, once, and none that was typed elsewhere. */
export class RoomLedger {
  /** What was in a room's text at the last look. */
  readonly #held = new Map<RoomName, Set<string>>();
  /** Typed while the relay was away, and kept by the window: due when that person is online in the room again. */
  readonly #kept = new Map<RoomName, Map<string, PersonName>>();
  readonly #allowed = new Map<RoomName, Set<string>>();

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

  /** The file's version was taken over: whatever the room holds now is what it has to hold. */
  forget(room: RoomName): void {
    this.#held.delete(room);
    this.#kept.delete(room);
  }

  /** Tokens of a person that are due in `room`. */
  keptBy(person: PersonName, room: RoomName): string[] {
    return [...(this.#kept.get(room) ?? [])].flatMap(([token, by]) => (by === person ? [token] : []));
  }

  /**
   * Holds a room's text against what is known of it, and takes it down. `fresh` are the tokens that were typed into this
   * room since the last look. The first look at a room takes whatever it was created with.
   */
  check(room: RoomName, text: string, fresh: ReadonlySet<string>): string[] {
    const found = tokensIn(text);
    const present = new Set(found);
    const held = this.#held.get(room);
    const kept = this.#kept.get(room);
    const isKnown = (token: string): boolean =>
      kept?.has(token) === true || this.#allowed.get(room)?.has(token) === true;
    const problems: string[] = [];
    const doubled = [...present].filter((token) => found.indexOf(token) !== found.lastIndexOf(token));
    if (doubled.length > 0) problems.push(`${room} holds twice: ${doubled.join(' ')}`);
    if (held !== undefined) {
      const lost = [...held].filter((token) => !present.has(token));
      if (lost.length > 0) problems.push(`${room} has lost: ${lost.join(' ')}`);
      const foreign = [...present].filter(
        (token) => !held.has(token) && !fresh.has(token) && !isKnown(token),
      );
      if (foreign.length > 0) problems.push(`${room} holds what was typed elsewhere: ${foreign.join(' ')}`);
    }
    for (const token of present) kept?.delete(token);
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
