import type * as Y from 'yjs';
import type { Mismatch } from '../../shared/protocol/control.ts';
import type { Event } from '../emitter.ts';
import { difference } from '../../shared/text/difference.ts';
import { fromReplaces } from '../../shared/text/replaces.ts';
import { EDITOR_BOUNDS } from '../binding/differenceBounds.ts';
import { readText, writeDelta } from '../binding/sharedText.ts';
import type { Log } from '../ports.ts';
import { fingerprint, hashText, type ReplicaMismatch } from './textCheck.ts';

/** Marks a repair of the shared text. Nobody typed it, and undo takes it back in a separate step. */
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
  /** Takes back what this window has done. */
  readonly undo: Y.UndoManager;
  /** Shows `text` to the person as a document of their own. */
  readonly keepCopy: (text: string) => Promise<void>;
  /**
   * A text that the person sees was wrong, and has been corrected. Says whether there is a copy of the old
   * text.
   */
  readonly onMended: (hasCopy: boolean) => void;
}

type Verdict = 'right here' | 'mended here' | 'moved on';

/**
 * Handles a text that is not what it should be, which must never happen. Logs it with what led to it, has the
 * relay count it, corrects it with a small edit, and tells the person whose text was wrong.
 *
 * M1: of two replicas that differ, only the one that differs from the relay's changes its text. If several
 *     repaired the same place, they would double what is missing.
 * M2: the relay's text counts only if its hash shows that it is the other participant's text at the compared
 *     state. Later changes are not damage, and the next state is checked soon.
 * M3: before it replaces a text of this window, it opens a copy as the person's own document, and undo takes
 *     the replacement back. The relay may be wrong, or somebody in the room may have made it wrong.
 */
export class Mismatches {
  readonly #options: MismatchOptions;
  readonly #subscription: { dispose(): void };
  #isDisposed = false;

  constructor(options: MismatchOptions) {
    this.#options = options;
    options.undo.addTrackedOrigin(MENDING);
    this.#subscription = options.session.onDidMismatch((mismatch) => void this.#replicasDiffer(mismatch));
  }

  /** The document showed `documentText` instead of the shared text, and is being brought to it. */
  documentDiffered(documentText: string): void {
    const { session, roomId, log, keepCopy, onMended } = this.#options;
    this.#note('document', 'The document differed from the room and was led back to it.');
    if (documentText === readText(session.text)) {
      onMended(false);
      return;
    }
    keepCopy(documentText).then(
      () => onMended(true),
      (error: unknown) => {
        log.error('What a document showed could not be kept.', { roomId, error: String(error) });
        onMended(false);
      },
    );
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
  }

  async #replicasDiffer(mismatch: ReplicaMismatch): Promise<void> {
    const { roomId, log } = this.#options;
    this.#note('replica', 'A participant with the same edits has another text.');
    try {
      const verdict = await this.#settle(mismatch, await this.#options.readRelay());
      log.info('The relay’s text was compared with the room’s here.', { roomId, verdict });
    } catch (error) {
      log.error('It could not be found out whose text is right.', { roomId, error: String(error) });
    }
  }

  async #settle(mismatch: ReplicaMismatch, relayText: string): Promise<Verdict> {
    const { session, undo, keepCopy, onMended } = this.#options;
    const verdict = this.#judge(mismatch, relayText);
    if (verdict !== 'wrong here') return verdict;
    await keepCopy(readText(session.text));
    // Changes that arrived while the copy was made belong to another state.
    if (this.#judge(mismatch, relayText) !== 'wrong here') return 'moved on';
    undo.stopCapturing();
    const mending = difference(readText(session.text), relayText, EDITOR_BOUNDS);
    writeDelta(session.text, fromReplaces(mending), MENDING);
    undo.stopCapturing();
    onMended(true);
    return 'mended here';
  }

  #judge(mismatch: ReplicaMismatch, relayText: string): 'right here' | 'wrong here' | 'moved on' {
    const own = fingerprint(this.#options.session.text);
    if (this.#isDisposed || own?.state !== mismatch.state) return 'moved on';
    const right = hashText(relayText);
    if (right === own.text) return 'right here';
    return right === mismatch.theirs ? 'wrong here' : 'moved on';
  }

  #note(of: Mismatch, sentence: string): void {
    const { roomId, log, session, lastOperations } = this.#options;
    log.error(sentence, { roomId, lastOperations: lastOperations() });
    session.reportMismatch(of);
  }
}
