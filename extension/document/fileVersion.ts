import type * as vscode from 'vscode';
import type * as Y from 'yjs';
import type { Binding } from '../../client/binding/binding.ts';
import { ChangeJudge, type ChangeOrigin } from '../../client/binding/changeJudge.ts';
import type { ChangeDecision } from '../../client/binding/documentEvents.ts';
import type { Clock } from '../../client/ports.ts';
import { toLf } from './lineEndings.ts';

/** What may become of a text that came with the file. The first call counts. */
export interface FileVersionChoice {
  /** The room gets what differs, as an edit of this person. */
  takeOver(): void;
  /** The document is led back to the room's text. What was typed since is kept. */
  keepRoom(): void;
}

/**
 * Keeps what a revert or another program brought into a document out of the room until somebody has decided: it is an
 * older text, or one that was made without the others, and would silently take back what they have written.
 */
export class FileVersion {
  readonly #document: vscode.TextDocument;
  readonly #binding: Binding;
  readonly #text: Y.Text;
  readonly #judge: ChangeJudge;
  readonly #onChoice: ((choice: FileVersionChoice) => void) | undefined;
  /** Versions that wait for the decision. */
  readonly #undecided = new Set<number>();
  #isSettled = false;

  constructor(
    document: vscode.TextDocument,
    binding: Binding,
    text: Y.Text,
    clock: Clock,
    onChoice: ((choice: FileVersionChoice) => void) | undefined,
  ) {
    this.#document = document;
    this.#binding = binding;
    this.#text = text;
    this.#onChoice = onChoice;
    this.#judge = new ChangeJudge({
      clock,
      isUntitled: document.isUntitled,
      isDirty: document.isDirty,
      onVerdict: (version, verdict) => this.#judged(version, verdict),
    });
  }

  /** The text has changed. True when it is in doubt whether it was edited. */
  textChanged(maker: 'local' | 'remote'): boolean {
    const { version, isDirty } = this.#document;
    if (maker === 'local') {
      const isEmpty = this.#document.lineCount === 1 && this.#document.lineAt(0).text === '';
      return this.#judge.textChanged({ version, isDirty, isEmpty });
    }
    this.#judge.stateChanged({ version, isDirty });
    return false;
  }

  /** The document has become dirty or clean. */
  stateChanged(): void {
    this.#judge.stateChanged(this.#document);
  }

  /** The document or the window goes away: the room keeps its text. */
  settle(): void {
    this.#isSettled = true;
    this.#judge.end(this.#document);
    this.#decide('is taken back');
  }

  dispose(): void {
    this.#judge.dispose();
    this.#undecided.clear();
  }

  #judged(version: number, origin: ChangeOrigin): void {
    if (origin === 'typed' || this.#onChoice === undefined) {
      this.#undecided.delete(version);
      this.#binding.decide(version, 'stands');
      return;
    }
    const isFirst = this.#undecided.size === 0;
    this.#undecided.add(version);
    if (this.#isSettled || this.#showsRoomText()) this.#decide('is taken back');
    else if (isFirst) this.#ask(this.#onChoice);
  }

  #showsRoomText(): boolean {
    return toLf(this.#document.getText()) === this.#text.toJSON();
  }

  #ask(onChoice: (choice: FileVersionChoice) => void): void {
    onChoice({
      takeOver: () => this.#decide('stands'),
      keepRoom: () => this.#decide('is taken back'),
    });
  }

  #decide(decision: ChangeDecision): void {
    for (const version of this.#undecided) this.#binding.decide(version, decision);
    this.#undecided.clear();
  }
}
