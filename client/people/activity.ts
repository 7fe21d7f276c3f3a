import type { Awareness } from 'y-protocols/awareness';
import type { Clock } from '../ports.ts';

/** What a participant is doing, as far as can be seen from here. */
export type ActivityKind = 'typing' | 'active' | 'idle';

/** Somebody who has not typed for this long is not typing. */
export const TYPING_MS = 3_000;

/** Somebody who has neither typed nor moved for this long is idle. */
export const IDLE_MS = 60_000;

interface Traces {
  typedAt: number;
  /** The owner moved a caret or typed text. It does not count when others' text pushed the caret along. */
  movedAt: number;
  /** Something that only a person does. */
  seenAt: number;
  place: string;
  /** What is on their screen, unless they follow somebody. */
  view: string;
}

/** Remembers when each participant last did something. Times are the clock's milliseconds. */
export class Activity {
  readonly #awareness: Awareness;
  readonly #clock: Clock;
  readonly #traces = new Map<number, Traces>();

  constructor(awareness: Awareness, clock: Clock) {
    this.#awareness = awareness;
    this.#clock = clock;
    awareness.on('change', this.#changed);
    this.#changed({ added: [...awareness.getStates().keys()], updated: [], removed: [] });
  }

  /** The participant's text has arrived. */
  typed(id: number): void {
    const traces = this.#traces.get(id);
    if (traces === undefined) return;
    traces.typedAt = traces.movedAt = traces.seenAt = this.#clock.now();
  }

  kindOf(id: number): ActivityKind {
    const traces = this.#traces.get(id);
    const now = this.#clock.now();
    if (traces === undefined || now - traces.seenAt >= IDLE_MS) return 'idle';
    return now - traces.typedAt < TYPING_MS ? 'typing' : 'active';
  }

  /** When the participant last typed or moved a caret; -Infinity if we never saw that. */
  movedAt(id: number): number {
    return this.#traces.get(id)?.movedAt ?? -Infinity;
  }

  readonly #changed = ({ added, updated, removed }: Changes): void => {
    const now = this.#clock.now();
    for (const id of removed) this.#traces.delete(id);
    for (const id of [...added, ...updated]) {
      const state = this.#awareness.getStates().get(id);
      const place = JSON.stringify([state?.['cursor'], state?.['selections']]);
      const view = JSON.stringify(typeof state?.['following'] === 'number' ? null : state?.['viewport']);
      const traces = this.#traces.get(id);
      if (traces === undefined) {
        this.#traces.set(id, { typedAt: -Infinity, movedAt: now, seenAt: now, place, view });
        continue;
      }
      if (traces.place !== place) traces.movedAt = traces.seenAt = now;
      if (traces.view !== view) traces.seenAt = now;
      traces.place = place;
      traces.view = view;
    }
  };
}

interface Changes {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}
