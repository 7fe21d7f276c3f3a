import type { Clock } from '../ports.ts';

/** `typed`: by the person, the editor or an extension. `from the file`: a revert, or another program wrote the file. */
export type ChangeOrigin = 'typed' | 'from the file';

export interface ChangeJudgeOptions {
  readonly clock: Clock;
  /**
   * An untitled document has no file. VS Code empties it when the person closes it without saving, or saves
   * it as a file.
   */
  readonly isUntitled: boolean;
  readonly isDirty: boolean;
  /** Called after every change in doubt. On a very slow machine, `typed` may follow `from the file`. */
  readonly onVerdict: (version: number, origin: ChangeOrigin) => void;
}

/** The editor reports that a document is dirty right after the change that made it dirty. */
const VERDICT_AFTER_MS = 500;
const GRACE_MS = 50;

/**
 * Distinguishes edits from changes that came with the file. VS Code announces both by the same event, but
 * only an edit leaves the document dirty. If the document was dirty before, the judge knows at once. If it
 * was clean, the next event decides, or its absence.
 */
export class ChangeJudge {
  readonly #options: ChangeJudgeOptions;
  #isDirty: boolean;
  #doubt: { readonly version: number; readonly isRevert: boolean; readonly cancel: () => void } | undefined;
  #lastDoubtful: number | undefined;

  constructor(options: ChangeJudgeOptions) {
    this.#options = options;
    this.#isDirty = options.isDirty;
  }

  /** The text has changed, and not because of Tandem. True when the cause is in doubt: a verdict follows. */
  textChanged(now: { version: number; isDirty: boolean; isEmpty: boolean }): boolean {
    const { isUntitled } = this.#options;
    const wasDirty = this.#isDirty;
    this.#isDirty = now.isDirty;
    this.#conclude(isUntitled ? 'typed' : 'from the file');
    if (isUntitled ? !now.isEmpty : now.isDirty) return false;
    // A revert is known at once but also waits: the document may be closing, and then nobody should be asked.
    const isRevert = wasDirty && !isUntitled;
    this.#doubt = { version: now.version, isRevert, cancel: this.#concludeLater() };
    this.#lastDoubtful = now.version;
    return true;
  }

  /** The document has become dirty or clean, or Tandem has changed its text. */
  stateChanged(now: { version: number; isDirty: boolean }): void {
    const becameDirty = now.isDirty && !this.#isDirty;
    this.#isDirty = now.isDirty;
    if (!becameDirty || this.#options.isUntitled || now.version !== this.#lastDoubtful) return;
    if (this.#doubt) this.#conclude('typed');
    else this.#options.onVerdict(now.version, 'typed');
  }

  /** No more events will follow. An untitled document that closes was emptied for that reason. */
  end({ isClosed }: { isClosed: boolean }): void {
    const isFromFile = this.#options.isUntitled ? isClosed : this.#doubt?.isRevert === true;
    this.#conclude(isFromFile ? 'from the file' : 'typed');
  }

  dispose(): void {
    this.#doubt?.cancel();
    this.#doubt = undefined;
  }

  #concludeLater(): () => void {
    const { clock, isUntitled } = this.#options;
    let cancel = clock.after(VERDICT_AFTER_MS, () => {
      // If this process was suspended, the next event may have been waiting unread for a long time.
      cancel = clock.after(GRACE_MS, () => this.#conclude(isUntitled ? 'typed' : 'from the file'));
    });
    return () => cancel();
  }

  #conclude(origin: ChangeOrigin): void {
    if (!this.#doubt) return;
    const { version, cancel } = this.#doubt;
    this.#doubt = undefined;
    cancel();
    this.#options.onVerdict(version, origin);
  }
}
