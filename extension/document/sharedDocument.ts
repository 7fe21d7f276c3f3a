import * as vscode from 'vscode';
import * as Y from 'yjs';
import { assertNever } from '../../shared/assertNever.ts';
import type { BindingProblem } from '../../client/binding/bindingOptions.ts';
import { Emitter } from '../../client/emitter.ts';
import type { Clock, Log } from '../../client/ports.ts';
import { Mismatches } from '../../client/session/mismatches.ts';
import { RelayApi } from '../../client/relay/relayApi.ts';
import type { Session } from '../../client/session/session.ts';
import { bindDocument, type BindDocumentOptions, type BoundDocument } from './boundDocument.ts';
import { ChangeLog } from '../../client/people/changeLog.ts';
import { Pace } from '../../client/people/pace.ts';
import { restAfterPresence, writeSelections, writeViewport } from '../../client/people/participants.ts';
import { askWhichVersion } from './fileVersionQuestion.ts';
import { Setting } from '../names.ts';
import { ParticipantDecorations } from '../people/participantDecorations.ts';
import { prepareSuccessor } from './successor.ts';
import { configuredCursorNames } from '../settings.ts';
import { windowId } from '../windowId.ts';
import { translate } from '../../client/translate.ts';
import { showCopy } from './showCopy.ts';
import { tell } from '../words/tell.ts';

/** Cursors are sent and drawn this often at most: fifteen times a second looks smooth, and twenty people do add up. */
const PRESENCE_INTERVAL_MS = 66;

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
  readonly #decorations: ParticipantDecorations;
  readonly #subscriptions: { dispose(): void }[] = [];
  /** What the others have changed since this window is here. */
  readonly changes = new ChangeLog();
  readonly #publishing: Pace;
  readonly #drawing: Pace;
  readonly #mismatches: Mismatches;
  #isDisposed = false;

  /** Binds at once: what is typed into the document from here on goes to the room. */
  constructor(options: { document: vscode.TextDocument; session: Session; clock: Clock; log: Log }) {
    const { document, session, clock, log } = options;
    this.#document = document;
    this.session = session;
    this.#log = log;
    this.#decorations = new ParticipantDecorations(clock, () => this.bound.binding.isIdle);
    this.#publishing = new Pace(clock, PRESENCE_INTERVAL_MS, () => this.#whenCalm(() => this.#publish()));
    this.#drawing = new Pace(clock, PRESENCE_INTERVAL_MS, () => this.#whenCalm(() => this.#draw()));
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
        return (await new RelayApi(relayUrl).readRoom(id)).code;
      },
      lastOperations: () => this.bound.trail.lines,
      log,
      undo,
      keepCopy: (text) => showCopy(text, this.document),
      onMended: (hasCopy) => this.#tellMended(hasCopy),
    });
    const redraw = (): void => this.#drawing.ask();
    const publish = (): void => this.#publishing.ask();
    this.#subscriptions.push(
      this.#mismatches,
      session.onRemoteEdit((edit) => {
        const name = session.participants.find(({ id }) => id === edit.author)?.name;
        this.changes.add(edit, name, clock.now());
      }),
      session.onDidChange(() => this.#changed.fire(undefined)),
      session.onDidChangeParticipants(() => {
        redraw();
        this.#changed.fire(undefined);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        redraw();
        publish();
      }),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        if (textEditor.document !== this.document) return;
        // A name above what has become the first line would be cut off.
        redraw();
        publish();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`tandem.${Setting.cursorNames}`)) redraw();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document !== this.document) return;
        publish();
        redraw();
      }),
      vscode.window.onDidChangeActiveTextEditor(publish),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== this.document || event.contentChanges.length === 0) return;
        this.#decorations.textChanged(event.contentChanges);
        redraw();
      }),
    );
    session.publish({ window: windowId });
    publish();
    redraw();
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
        this.#publishing.ask();
        this.#drawing.ask();
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
    this.#publishing.dispose();
    this.#drawing.dispose();
    this.#stopListening();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#decorations.dispose();
    this.#changed.dispose();
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

  #editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter((editor) => editor.document === this.document);
  }

  /** While an edit is on its way to the editor and back, positions of the two texts do not match exactly. */
  #whenCalm(task: () => void): void {
    void this.bound.binding.whenCalm().then(() => {
      if (!this.#isDisposed) task();
    });
  }

  /** Shows the others where one is in this document; elsewhere, where it is not on the screen. */
  #publish(): void {
    const active = vscode.window.activeTextEditor;
    const editor = active?.document === this.document ? active : this.#editors()[0];
    const selections =
      editor === active
        ? this.bound.sharedSelections()
        : editor?.selections.map(({ anchor, active: head }) => ({
            anchor: this.bound.toShared(anchor),
            head: this.bound.toShared(head),
          }));
    // Only the document that one is in leads; without any editor, such as in a terminal, that is the last one.
    const isLookedAt = active === undefined || active.document === this.document;
    const [top] = editor?.visibleRanges ?? [];
    const bottom = editor?.visibleRanges.at(-1);
    const viewport =
      isLookedAt && top !== undefined && bottom !== undefined
        ? { first: this.bound.toShared(top.start), last: this.bound.toShared(bottom.end) }
        : undefined;
    const { text } = this.session;
    const places = { ...writeSelections(text, selections ?? []), ...writeViewport(text, viewport) };
    this.session.publish(places);
    this.#publishing.rest(restAfterPresence(places));
  }

  #draw(): void {
    const { participants, activity } = this.session;
    this.#decorations.draw({
      editors: this.#editors(),
      names: configuredCursorNames(),
      placed: participants
        .filter(({ isSelf }) => !isSelf)
        .map((participant) => ({
          participant,
          movedAt: activity.movedAt(participant.id),
          ranges: participant.selections.map(({ anchor, head }) => {
            const headAt = this.bound.toPosition(head);
            return { range: new vscode.Range(this.bound.toPosition(anchor), headAt), head: headAt };
          }),
        })),
    });
  }
}
