import type * as Y from 'yjs';
import type { Mismatch } from '../../../shared/protocol/control.ts';
import type { Event } from '../emitter.ts';
import { difference } from '../binding/refine.ts';
import { readText, writeDelta } from '../binding/sharedText.ts';
import type { Log } from '../ports.ts';
import { fingerprint, hashText, type ReplicaMismatch } from './textCheck.ts';

/** Marks what mends the shared text: neither typed here, nor to be taken back here. */
const MENDING = { origin: 'mending' };

export interface MismatchOptions {
  readonly session: {
    readonly text: Y.Text;
    readonly onDidMismatch: Event<ReplicaMismatch>;
    reportMismatch(of: Mismatch): void;
  };
  readonly roomId: string;
  /** The room's text as the relay has it. */
  readonly readRelay: () => Promise<string>;
  /** The last operations of the document's binding, without text. */
  readonly lastOperations: () => readonly string[];
  readonly log: Log;
  /** A text that the person sees was wrong, and has been put right. */
  readonly onMended: () => void;
}

/**
 * What follows when a text is not what it should be, which must never happen: it is logged with what led to it, counted
 * by the relay, put right by a small edit, and the person whose text was wrong is told.
 *
 * M1: of two replicas that differ, the one that differs from the relay's changes its text, and no other does: several
 *     who mended the same place would double what is missing.
 * M2: the relay's text is believed only where it is, by its hash, the other participant's text at the very state that
 *     was compared. Whatever has come or gone since then is no damage, and the check of the next state is soon.
 */
export class Mismatches {
  readonly #options: MismatchOptions;
  readonly #subscription: { dispose(): void };
  #isDisposed = false;

  constructor(options: MismatchOptions) {
    this.#options = options;
    this.#subscription = options.session.onDidMismatch((mismatch) => void this.#replicasDiffer(mismatch));
  }

  /** The document did not show the shared text, and is being led to it. */
  documentDiffered(): void {
    this.#note('document', 'The document differed from the room and was led back to it.');
    this.#options.onMended();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
  }

  async #replicasDiffer(mismatch: ReplicaMismatch): Promise<void> {
    const { roomId, log } = this.#options;
    this.#note('replica', 'A participant with the same edits has another text.');
    try {
      const verdict = this.#judge(mismatch, await this.#options.readRelay());
      log.info('The relay’s text was compared with the room’s here.', { roomId, verdict });
    } catch (error) {
      log.error('It could not be found out whose text is right.', { roomId, error: String(error) });
    }
  }

  #judge(mismatch: ReplicaMismatch, relayText: string): 'right here' | 'mended here' | 'moved on' {
    const { session, onMended } = this.#options;
    const own = fingerprint(session.text);
    if (this.#isDisposed || own?.state !== mismatch.state) return 'moved on';
    const right = hashText(relayText);
    if (right === own.text) return 'right here';
    if (right !== mismatch.theirs) return 'moved on';
    writeDelta(session.text, difference(readText(session.text), relayText), MENDING);
    onMended();
    return 'mended here';
  }

  #note(of: Mismatch, sentence: string): void {
    const { roomId, log, session, lastOperations } = this.#options;
    log.error(sentence, { roomId, lastOperations: lastOperations() });
    session.reportMismatch(of);
  }
}
