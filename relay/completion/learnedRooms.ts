import type { CompletionEngine } from '../../engine/completionEngine.ts';
import { difference, type DifferenceBounds } from '../../shared/text/difference.ts';
import { type KnownReplace, trimReplace } from '../../shared/text/replaces.ts';
import { stopwatch } from '../costs/stopwatch.ts';
import { LEARNING_SHARE } from '../limits.ts';
import type { RoomCode } from './relayEngine.ts';

/** What this needs of an engine. */
export type LearningEngine = Pick<CompletionEngine, 'open' | 'edit' | 'refresh' | 'close'>;

/**
 * The rooms that completions were asked for of late, as documents of an engine. A room is looked at when somebody asks
 * and not when somebody types; what has changed since is then a few edits.
 *
 * Learning much takes long, and no more than LEARNING_SHARE of the time: until it is paid back, a room that has changed
 * much is known as it was.
 */
export class LearnedRooms {
  readonly #engine: LearningEngine;
  /** Milliseconds that only grow. */
  readonly #now: () => number;
  readonly #stopwatch: () => () => number;
  /** By room, the one that was asked for longest ago first. */
  readonly #known = new Map<string, Omit<RoomCode, 'id'>>();
  #learnAgainAt = 0;

  constructor(engine: LearningEngine, now = () => performance.now(), startWatch = stopwatch) {
    this.#engine = engine;
    this.#now = now;
    this.#stopwatch = startWatch;
  }

  /** The name of the room's document; undefined while none can be made. The rooms of longest ago are forgotten. */
  take({ id, text: whole, language }: RoomCode): string | undefined {
    const name = `room ${id}`;
    const text = whole.slice(0, MAX_UNITS);
    const before = this.#known.get(id);
    const isKnown = before?.language === language;
    const change = isKnown ? changeOf(before.text, text) : undefined;
    const isMuch = (change === undefined ? text.length : unitsOf(change)) > FEW_UNITS;
    if (isMuch && this.#now() < this.#learnAgainAt) return isKnown ? name : undefined;

    this.#known.delete(id);
    this.#known.set(id, { text, language });
    const spentMs = this.#stopwatch();
    if (!isKnown) this.#engine.open(name, { text, language });
    else if (change !== undefined) this.#edit(name, isMuch ? finely(before.text, text) : [change]);
    if (isMuch) this.#learnAgainAt = this.#now() + spentMs() / LEARNING_SHARE;
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_ROOMS) break;
      this.#known.delete(oldest);
      this.#engine.close(`room ${oldest}`);
    }
    return name;
  }

  #edit(name: string, replaces: readonly KnownReplace[]): void {
    // Backwards: the offsets are those before the change.
    for (const { offset, length, text } of replaces.toReversed())
      this.#engine.edit(name, offset, length, text);
    this.#engine.refresh(name);
  }
}

/** In one piece. */
function changeOf(before: string, text: string): KnownReplace {
  return trimReplace({ offset: 0, length: before.length, text, deleted: before });
}

function unitsOf({ length, text }: KnownReplace): number {
  return Math.max(length, text.length);
}

/** Two people who type at both ends of a file change little of it. */
function finely(before: string, text: string): KnownReplace[] {
  return difference(before, text, BOUNDS, performance.now() + MAX_COMPARING_MS);
}

const MAX_ROOMS = 50;
/** Of one room; more is rarely code that people write. */
const MAX_UNITS = 512 * 1024;

/** Learning this many takes a fraction of a millisecond. */
const FEW_UNITS = 4 * 1024;

const MAX_COMPARING_MS = 30;
const BOUNDS: DifferenceBounds = {
  maxUnitsWithoutLines: 10_000,
  maxCharacterUnits: 2_000,
  lines: { maxEditLength: 1_000, timeoutMs: 20 },
  characters: { maxEditLength: 200, timeoutMs: 5 },
};
