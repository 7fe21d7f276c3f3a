import * as vscode from 'vscode';
import * as Y from 'yjs';
import { assertNever } from '../../shared/assertNever.ts';
import type { BindingProblem } from '../../client/binding/bindingOptions.ts';
import { Emitter } from '../../client/emitter.ts';
import type { Clock, Log } from '../../client/ports.ts';
import { Mismatches } from '../../client/session/mismatches.ts';
import { RelayApi } from '../../client/relay/relayApi.ts';
import type { RelayTrust } from '../../client/relay/relayTrust.ts';
import type { Session } from '../../client/session/session.ts';
import { bindDocument, type BindDocumentOptions, type BoundDocument } from './boundDocument.ts';
import { ChangeLog } from '../../client/people/changeLog.ts';
import { askWhichVersion } from './fileVersionQuestion.ts';
import { PresenceInEditors } from '../people/presenceInEditors.ts';
import { prepareSuccessor } from './successor.ts';
import { translate } from '../../client/translate.ts';
import { showCopy } from './showCopy.ts';
import { tell } from '../words/tell.ts';

/** Nobody has to do anything about it. */
const MENDED_SHOWN_MS = 10_000;

/** Another document that is to take the place of a shared one, until one of its methods is called. */
export interface PreparedMove {
  /** It takes the place. What is typed into either reaches the room. */
  confirm(): void;
  /** The shared document keeps its place. */
  cancel(): void;
}

/**
 * A room of this window in the document that shows it. VS Code may close that document and make another one of the same
 * URI, or under another name: `moveTo` lets the room go on there.
 */
export class SharedDocument {
  readonly session: Session;
  readonly #log: Log;
  readonly #bindOptions: BindDocumentOptions;
  #document: vscode.TextDocument;
  #bound: BoundDocument;
  #stopListening: () => void;
  readonly #changed = new Emitter<undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #presence: PresenceInEditors;
  readonly #disposables: vscode.Disposable;
  /** What the others have changed since this window is here. */
  readonly changes = new ChangeLog();
  readonly #mismatches: Mismatches;
  #isDisposed = false;

  /** Binds at once: what is typed into the document from here on goes to the room. */
  constructor(options: {
    document: vscode.TextDocument;
    session: Session;
    trust: RelayTrust;
    clock: Clock;
    log: Log;
  }) {
    const { document, session, trust, clock, log } = options;
    this.#document = document;
    this.session = session;
    this.#log = log;
    const origin = { document: document.uri.toString() };
    const undo = new Y.UndoManager(session.text, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
    this.#bindOptions = {
      clock,
      log,
      origin,
      undo,
      onFileVersion: (choice) => void askWhichVersion(this.document, session.room, choice),
    };
    this.#bound = bindDocument(document, session.text, this.#bindOptions);
    this.#stopListening = this.#listenToProblems();
    this.#mismatches = new Mismatches({
      session,
      roomId: session.room.id,
      readRelay: async () => {
        const { relayUrl, id } = session.room;
        return (await new RelayApi(relayUrl, trust.keys).readRoom(id)).code;
      },
      lastOperations: () => this.bound.trail.lines,
      log,
      undo,
      keepCopy: (text) => showCopy(text, this.document),
      onMended: (hasCopy) => this.#tellMended(hasCopy),
    });
    this.#presence = new PresenceInEditors(this, clock);
    this.#disposables = vscode.Disposable.from(
      this.#presence,
      this.#mismatches,
      session.onRemoteEdit((edit) => {
        const name = session.participants.find(({ id }) => id === edit.author)?.name;
        this.changes.add(edit, name, clock.now());
      }),
      session.onDidChange(() => this.#changed.fire(undefined)),
      session.onDidChangeParticipants(() => this.#changed.fire(undefined)),
      this.#changed,
    );
  }

  /** The document that shows the room; closed while VS Code shows its tab as something else, or keeps it behind. */
  get document(): vscode.TextDocument {
    return this.#document;
  }

  get bound(): BoundDocument {
    return this.#bound;
  }

  /** False while VS Code has no document: then nothing can be typed, nor be shown as saved. */
  get isBound(): boolean {
    return !this.#document.isClosed;
  }

  /** What the document holds; the room's text while VS Code has no document. */
  documentText(): string {
    return this.isBound ? this.#document.getText() : this.session.text.toJSON();
  }

  /** Lets the room go on in `document`, with its undo steps. */
  moveTo(document: vscode.TextDocument): void {
    this.prepareMove(document).confirm();
  }

  /** Holds what is typed into `document` until it is certain that the room goes on there. */
  prepareMove(document: vscode.TextDocument): PreparedMove {
    const successor = prepareSuccessor(document, this.session.text, this.#bindOptions);
    return {
      confirm: () => {
        this.#stopListening();
        this.#document = document;
        this.#bound = successor.succeed(this.#bound);
        this.#stopListening = this.#listenToProblems();
        this.#presence.refresh();
        this.#changed.fire(undefined);
      },
      cancel: () => successor.dispose(),
    };
  }

  /** True when all that was typed is in the shared text. */
  get hasSharedAll(): boolean {
    return this.bound.binding.hasSharedAll;
  }

  /** True when all that was typed is on the relay's disk. */
  get isSaved(): boolean {
    return this.hasSharedAll && this.session.isSaved;
  }

  /** Unbinds. The text stays in the document; the session is not touched. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stopListening();
    this.#disposables.dispose();
    this.#bound.dispose();
  }

  #listenToProblems(): () => void {
    return this.#bound.binding.onProblem((problem) => this.#problem(problem));
  }

  #problem(problem: BindingProblem): void {
    switch (problem.kind) {
      case 'notEditable':
        void tell.warn(
          translate(
            '"{0}" is read-only, so others\' edits do not appear here. Nothing is lost. Make it writable, or join the room in another document.',
            this.#name,
          ),
        );
        break;
      case 'editableAgain':
        this.#log.info('The document takes edits again.', { roomId: this.session.room.id });
        break;
      case 'diverged':
        this.#mismatches.documentDiffered(problem.documentText);
        break;
      default:
        assertNever(problem);
    }
  }

  #tellMended(hasCopy: boolean): void {
    if (hasCopy) {
      void tell.warn(
        translate(
          '"{0}" differed from the room’s text, and Tandem corrected it. The previous text is in the untitled document beside it.',
          this.#name,
        ),
      );
      return;
    }
    tell.inPassing(
      translate('"{0}" differed from the room’s text in one place. Tandem corrected it.', this.#name),
      MENDED_SHOWN_MS,
    );
  }

  get #name(): string {
    return this.document.uri.path.split('/').at(-1) ?? '';
  }
}
