import * as Y from 'yjs';

interface UnsavedEdit {
  readonly update: Uint8Array;
  /** The sync message of the current connection that carries it; undefined until it is sent there. */
  message: number | undefined;
}

/**
 * Beyond this many, the edits are joined. Merging them one by one for each write takes seconds after an hour
 * offline.
 */
const MAX_SEPARATE = 64;

/**
 * The edits of this window that the relay has not yet confirmed to be on disk. The relay acknowledges by
 * counting the sync messages (step 2 or update) of a connection, so each edit has the number of the message
 * that carries it.
 */
export class UnsavedEdits {
  readonly #edits: UnsavedEdit[] = [];

  get isEmpty(): boolean {
    return this.#edits.length === 0;
  }

  /**
   * A local edit. `message` is the number of the sync message that carries it; undefined if none has left.
   */
  add(update: Uint8Array, message?: number): void {
    this.#edits.push({ update, message });
  }

  /** A new connection counts from zero, and nothing has been sent on it yet. */
  connectionOpened(): void {
    for (const edit of this.#edits) edit.message = undefined;
  }

  /** A step 2 left as this message: it carries everything that the relay lacks. */
  handedIn(message: number): void {
    for (const edit of this.#edits) edit.message ??= message;
  }

  /** The first `messages` messages of this connection are on disk. Returns true when this removed something. */
  saved(messages: number): boolean {
    const kept = this.#edits.filter((edit) => edit.message === undefined || edit.message > messages);
    const removed = kept.length < this.#edits.length;
    this.#edits.splice(0, this.#edits.length, ...kept);
    return removed;
  }

  /** All of them as one update, for the journal. */
  merged(): Uint8Array | undefined {
    if (this.#edits.length > MAX_SEPARATE) this.#join();
    return this.#edits.length === 0 ? undefined : merge(this.#edits);
  }

  /**
   * Joins neighbors that were all sent, or all not sent. Together they are acknowledged with the last of
   * them.
   */
  #join(): void {
    const runs: [UnsavedEdit, ...UnsavedEdit[]][] = [];
    for (const edit of this.#edits) {
      const run = runs.at(-1);
      if (run !== undefined && isSent(run[0]) === isSent(edit)) run.push(edit);
      else runs.push([edit]);
    }
    const joined = runs.map((run) => ({ update: merge(run), message: lastMessage(run) }));
    this.#edits.splice(0, this.#edits.length, ...joined);
  }
}

function isSent({ message }: UnsavedEdit): boolean {
  return message !== undefined;
}

function lastMessage(edits: readonly UnsavedEdit[]): number | undefined {
  const sent = edits.flatMap(({ message }) => message ?? []);
  return sent.length === 0 ? undefined : Math.max(...sent);
}

function merge(edits: readonly UnsavedEdit[]): Uint8Array {
  return Y.mergeUpdates(edits.map(({ update }) => update));
}
