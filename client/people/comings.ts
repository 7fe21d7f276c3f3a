/** The names of people who came and left. */
export interface ComingsAndGoings {
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** When to look again, in milliseconds from now: somebody may only have lost the connection for a moment. */
  readonly lookAgainMs: number | undefined;
}

/** Somebody who is back within this time has not left. */
export const BACK_WITHIN_MS = 8_000;

/** Anybody seen this soon after this window came online was there before it. */
export const ALREADY_HERE_MS = 3_000;

const NOTHING: ComingsAndGoings = { joined: [], left: [], lookAgainMs: undefined };

/**
 * Reports who joins and leaves one room, but not people who were already there, or a connection that broke
 * for a moment.
 */
export class Comings {
  readonly #known = new Map<number, { readonly name: string; goneAt: number | undefined }>();
  #onlineSince: number | undefined;

  /** Notes which others are visible now. While offline nobody is, and that means nothing. */
  look(
    others: readonly { readonly id: number; readonly name: string }[],
    isOnline: boolean,
    now: number,
  ): ComingsAndGoings {
    if (!isOnline) {
      this.#onlineSince = undefined;
      return NOTHING;
    }
    this.#onlineSince ??= now;
    const isSettled = now - this.#onlineSince >= ALREADY_HERE_MS;
    const joined: string[] = [];
    for (const { id, name } of others) {
      if (!this.#known.has(id) && isSettled) joined.push(name);
      this.#known.set(id, { name, goneAt: undefined });
    }
    const left: string[] = [];
    let lookAgainMs: number | undefined;
    for (const [id, known] of this.#known) {
      if (others.some((one) => one.id === id)) continue;
      known.goneAt ??= now;
      const wait = known.goneAt + BACK_WITHIN_MS - now;
      if (wait > 0) {
        lookAgainMs = Math.min(lookAgainMs ?? wait, wait);
        continue;
      }
      this.#known.delete(id);
      left.push(known.name);
    }
    return { joined, left, lookAgainMs };
  }
}
