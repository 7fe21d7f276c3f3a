import type * as Y from 'yjs';
import type { RemoteEdit } from './remoteEdits.ts';
import { findRestored, takeBack, type Restored, type Restoring, type Step } from './takeBack.ts';
import { translate } from '../translate.ts';

/** How many steps of each participant to remember. */
const MAX_STEPS = 50;

/** How much deleted text of each participant to remember, in UTF-16 units. */
const MAX_DELETED_UNITS = 500_000;

/** How many restored pieces to remember with their copies. */
const MAX_RESTORED = 500;

/** How many participants to remember changes of. People who come and go for days must not add up. */
const MAX_AUTHORS = 200;

/** Edits at one place within this time are one step. */
const SAME_STEP_MS = 1_000;

interface OpenStep extends Step {
  readonly lastAt: number;
  readonly place: RemoteEdit['at'];
}

interface History {
  name: string;
  readonly steps: OpenStep[];
  /** What was restored of these steps, oldest first. */
  readonly restored: Restored[];
}

/** Remembers what each of the others has changed, within bounds. Times are milliseconds. */
export class ChangeLog {
  readonly #histories = new Map<number, History>();

  /** `name`: the author's, if we know it. */
  add(edit: RemoteEdit, name: string | undefined, now: number): void {
    const { author, inserted, deleted, at } = edit;
    const history = this.#historyOf(author);
    if (name !== undefined) history.name = name;
    const { steps } = history;
    const last = steps.at(-1);
    if (last !== undefined && now - last.lastAt < SAME_STEP_MS && touches(last.place, at)) {
      steps[steps.length - 1] = {
        author,
        inserted: [...last.inserted, ...inserted],
        deleted: [...last.deleted, ...deleted],
        lastAt: now,
        place: { start: Math.min(last.place.start, at.start), end: Math.max(last.place.end, at.end) },
      };
    } else {
      steps.push({ author, inserted, deleted, lastAt: now, place: at });
    }
    while (steps.length > MAX_STEPS || deletedUnits(steps) > MAX_DELETED_UNITS) steps.shift();
  }

  /** Who has changed something, including people who have left. */
  get authors(): { readonly id: number; readonly name: string }[] {
    return [...this.#histories].flatMap(([id, { name, steps }]) => (steps.length > 0 ? [{ id, name }] : []));
  }

  /**
   * The latest step of `author` that still has something to take back in `text`, with the replacements for
   * it.
   */
  latest(
    author: number,
    text: Y.Text,
  ): { readonly step: Step; readonly replaces: readonly Restoring[] } | undefined {
    const { steps = [], restored = [] } = this.#histories.get(author) ?? {};
    for (const step of steps.toReversed()) {
      const replaces = takeBack(step, text, restored);
      if (replaces.length > 0) return { step, replaces };
    }
    return undefined;
  }

  /** `replaces` took the step back, and `text` is the result. The next one is the step before. */
  takenBack(step: Step, replaces: readonly Restoring[], text: Y.Text): void {
    const history = this.#histories.get(step.author);
    const at = history?.steps.findIndex((one) => one === step) ?? -1;
    if (history === undefined || at === -1) return;
    history.steps.splice(at);
    history.restored.push(...findRestored(replaces, text));
    history.restored.splice(0, history.restored.length - MAX_RESTORED);
  }

  #historyOf(author: number): History {
    const history = this.#histories.get(author) ?? { name: translate('Guest'), steps: [], restored: [] };
    // Moved to the end: the first ones are those who have not changed anything for the longest time.
    this.#histories.delete(author);
    this.#histories.set(author, history);
    const [oldest] = this.#histories.keys();
    if (oldest !== undefined && this.#histories.size > MAX_AUTHORS) this.#histories.delete(oldest);
    return history;
  }
}

function touches(one: RemoteEdit['at'], other: RemoteEdit['at']): boolean {
  return other.start <= one.end + 1 && other.end >= one.start - 1;
}

function deletedUnits(steps: readonly Step[]): number {
  return steps.reduce(
    (sum, { deleted }) => sum + deleted.reduce((units, { length }) => units + length, 0),
    0,
  );
}
