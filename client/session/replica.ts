import * as Y from 'yjs';
import type { Clock } from '../ports.ts';
import type { Journal, Kept } from './journal.ts';
import { UnsavedEdits } from './unsavedEdits.ts';

/** Marks edits read from this window's own disk. */
const RESTORED = { origin: 'restored' };

/** How long the copy of the whole state on this window's disk may lag behind. */
const STATE_INTERVAL_MS = 15_000;

/** This window's copy of the shared text, and what the journal has to keep of it. */
export class Replica {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText('code');
  readonly unsaved = new UnsavedEdits();
  readonly #journal: Journal;
  readonly #clock: Clock;
  #hasText = false;
  #cancelStateTimer: (() => void) | undefined;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** True when the text is the room's: synced once, or kept from an earlier session. */
  get hasText(): boolean {
    return this.#hasText;
  }

  restore({ states, unsaved }: Kept): void {
    for (const state of states) {
      Y.applyUpdate(this.doc, state, RESTORED);
      this.#hasText = true;
    }
    for (const update of unsaved) {
      this.unsaved.add(update);
      Y.applyUpdate(this.doc, update, RESTORED);
    }
    // This journal takes over what other windows have left. It writes that to disk before it deletes theirs.
    if (states.length > 0) this.keepState();
    if (unsaved.length > 0) this.#keepUnsaved();
  }

  synced(): void {
    const isFirst = !this.#hasText;
    this.#hasText = true;
    if (isFirst) this.keepState();
  }

  /**
   * This window has made an edit, and sent it as this sync message of the connection. Undefined means not
   * sent.
   */
  edited(update: Uint8Array, message: number | undefined): void {
    this.unsaved.add(update, message);
    this.#keepUnsaved();
  }

  /** Somebody has made an edit, so the state should be kept soon. */
  changed(): void {
    this.#cancelStateTimer ??= this.#clock.after(STATE_INTERVAL_MS, () => {
      this.#cancelStateTimer = undefined;
      this.keepState();
    });
  }

  /** The relay has the first `messages` messages of this connection on its disk. */
  saved(messages: number): void {
    if (this.unsaved.saved(messages)) this.#keepUnsaved();
  }

  keepState(): void {
    if (this.#hasText) this.#journal.keepState(() => Y.encodeStateAsUpdate(this.doc));
  }

  /** Saves unacknowledged edits and the present state. */
  async flush(): Promise<void> {
    this.keepState();
    await this.#journal.flush();
  }

  dispose(): void {
    this.#cancelStateTimer?.();
  }

  /** The person has left the room. If `isWanted`, what is kept waits for whoever enters it next. */
  async close({ isWanted }: { readonly isWanted: boolean }): Promise<void> {
    this.dispose();
    if (!isWanted) {
      await this.#journal.remove();
      return;
    }
    this.keepState();
    await this.#journal.handOver();
  }

  #keepUnsaved(): void {
    this.#journal.keepUnsaved(() => this.unsaved.merged());
  }
}
