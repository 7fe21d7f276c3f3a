import type { StateVector } from '../../shared/guard/stateVector.ts';
import type { Clock } from '../clock.ts';
import { REPLACE_TIMEOUT_MS } from '../limits.ts';
import { RefusedError } from '../refusedError.ts';
import type { Intake } from './intake.ts';
import type { TakenEdit } from './lane.ts';
import type { Refused } from './reception.ts';
import type { RoomDocument } from './roomDocument.ts';

/** What a room hands to the relay's edits. */
export interface RelayEditsParts {
  readonly document: RoomDocument;
  readonly intake: Intake;
  /** What the room has heard of, stored or not. */
  readonly known: StateVector;
  /** A Yjs client id that has written nothing into the room. */
  readonly newAuthor: () => number;
  readonly clock: Clock;
  /** `onSettled` is told why the edit was given up; undefined when it is stored. */
  readonly append: (edit: TakenEdit, onSettled: (end: Refused | undefined) => void) => void;
}

/** The relay's own edits of a room's text, for who sends whole texts by REST. */
export class RelayEdits {
  readonly #parts: RelayEditsParts;
  #author: number;
  #last: Promise<void> = Promise.resolve();
  /** Why the room has ended, if it has. */
  #end: Refused | undefined;

  constructor(parts: RelayEditsParts) {
    this.#parts = parts;
    this.#author = parts.newAuthor();
  }

  /**
   * Makes `text` the room's text by a small edit; resolves when that is on disk, rejects with RefusedError, and does
   * so after REPLACE_TIMEOUT_MS at the latest.
   */
  replaceText(text: string): Promise<void> {
    let isGivenUp = false;
    // One after the other: each has to begin with the text that the one before left.
    const run = this.#last.then(() => (isGivenUp ? undefined : this.#replaceStoredText(text)));
    this.#last = run.catch(() => undefined);
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.after(REPLACE_TIMEOUT_MS, () => {
        isGivenUp = true;
        reject(RefusedError.of('perhapsStored'));
      });
      run.finally(cancel).then(resolve, reject);
    });
  }

  /** The room has ended: what comes from now on is refused. */
  close(end: Refused): void {
    this.#end = end;
  }

  #assertGoingOn(): void {
    if (this.#end !== undefined) throw new RefusedError(this.#end.refusal);
  }

  async #replaceStoredText(text: string): Promise<void> {
    const { document, intake, known, newAuthor, append } = this.#parts;
    this.#assertGoingOn();
    // What waits to be stored is not in the document yet; an author among it would use the same clocks twice.
    if ((known.get(this.#author) ?? 0) !== document.clockOf(this.#author)) this.#author = newAuthor();
    const update = await document.change(text, this.#author);
    this.#assertGoingOn();
    if (update === undefined) return;
    const taken = intake.take(update, 'update');
    // The relay's own edit builds on nothing that the room lacks: then the two have got out of step.
    if (taken.kind === 'gap') throw RefusedError.of('perhapsStored');
    if (taken.kind === 'refused') throw new RefusedError(taken.refusal);
    if (taken.kind === 'nothing new') return;
    const { edit } = taken;
    const end = await new Promise<Refused | undefined>((resolve) => append(edit, resolve));
    if (end !== undefined) throw new RefusedError(end.refusal);
  }
}
