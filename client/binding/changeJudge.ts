import type { Clock } from '../ports.ts';

/** `typed`: by the person, the editor or an extension. `from the file`: a revert, or another program wrote the file. */
export type ChangeOrigin = 'typed' | 'from the file';

export interface ChangeJudgeOptions {
  readonly clock: Clock;
  /** An untitled document has no file; it is emptied when it is closed without being saved, or saved as a file. */
  readonly isUntitled: boolean;
  readonly isDirty: boolean;
  /** Follows every change in doubt; `typed` may follow `from the file` on a very slow machine. */
  readonly onVerdict: (version: number, origin: ChangeOrigin) => void;
}

/** The editor tells that a document has become dirty right after the change that made it so. */
const VERDICT_AFTER_MS = 500;
const GRACE_MS = 50;

/**
 * Tells edits from changes that came with the file. VS Code announces both by the same event; the difference is that
 * an edit leaves the document dirty. Of a document that was dirty it is known at once; of one that was clean, the next
 * event tells, or that there is none.
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

  /** The text has changed, not by Tandem. True when that is in doubt: a verdict follows. */
  textChanged(now: { version: number; isDirty: boolean; isEmpty: boolean }): boolean {
    const { isUntitled } = this.#options;
    const wasDirty = this.#isDirty;
    this.#isDirty = now.isDirty;
    this.#conclude(isUntitled ? 'typed' : 'from the file');
    if (isUntitled ? !now.isEmpty : now.isDirty) return false;
    // Also of a revert, which is known at once: it may be that the document is being closed, and nobody is to be asked.
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

  /** Nothing will follow any more. An untitled document that is closed was emptied because of that. */
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
      // Where this process has stood still, what follows may wait to be read since long.
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
