import * as vscode from 'vscode';
import * as Y from 'yjs';
import { assertNever } from '../../shared/assertNever.ts';
import type { TandemSession } from '../api.ts';
import type { BindingProblem } from '../core/binding/bindingOptions.ts';
import { Emitter } from '../core/emitter.ts';
import type { Clock, Log } from '../core/ports.ts';
import { Mismatches } from '../core/session/mismatches.ts';
import { RelayApi } from '../core/session/relayApi.ts';
import type { Session } from '../core/session/session.ts';
import { bindDocument, type BindDocumentOptions, type BoundDocument } from './boundDocument.ts';
import { ChangeLog } from '../core/presence/changeLog.ts';
import { Pace } from '../core/presence/pace.ts';
import { writeSelections, writeViewport } from '../core/presence/participants.ts';
import { askWhichVersion } from './fileVersionQuestion.ts';
import { Setting } from './names.ts';
import { ParticipantDecorations } from './participantDecorations.ts';
import { bindRenamedDocument } from './renamedDocument.ts';
import { summarizeRoom } from './roomSummary.ts';
import { configuredCursorNames } from './settings.ts';
import { windowId } from './windowId.ts';

/** Cursors are sent and drawn this often at most: fifteen times a second looks smooth, and twenty people do add up. */
const PRESENCE_INTERVAL_MS = 66;

/** Nobody has to do anything about it. */
const MENDED_SHOWN_MS = 10_000;

/** A document of this window that is bound to a room. */
export class SharedDocument {
  readonly document: vscode.TextDocument;
  readonly session: Session;
  readonly bound: BoundDocument;
  readonly #changed = new Emitter<undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #decorations: ParticipantDecorations;
  readonly #subscriptions: { dispose(): void }[] = [];
  /** What the others have changed since this window is here. */
  readonly changes = new ChangeLog();
  readonly #publishing: Pace;
  readonly #drawing: Pace;
  readonly #undo: Y.UndoManager;
  readonly #mismatches: Mismatches;
  #isDisposed = false;

  /**
   * Binds at once: what the document holds from here on is the room's, and what is typed goes there. With a predecessor,
   * that one's document has been renamed or saved as this one; its undo steps go on here.
   */
  constructor(options: {
    document: vscode.TextDocument;
    session: Session;
    clock: Clock;
    log: Log;
    predecessor?: SharedDocument;
  }) {
    const { document, session, clock, log, predecessor } = options;
    this.document = document;
    this.session = session;
    this.#decorations = new ParticipantDecorations(clock, () => this.bound.binding.isIdle);
    this.#publishing = new Pace(clock, PRESENCE_INTERVAL_MS, () => this.#whenCalm(() => this.#publish()));
    this.#drawing = new Pace(clock, PRESENCE_INTERVAL_MS, () => this.#whenCalm(() => this.#draw()));
    const origin = { document: document.uri.toString() };
    const undo =
      predecessor === undefined
        ? new Y.UndoManager(session.text, { trackedOrigins: new Set([origin]), captureTimeout: 0 })
        : predecessor.#undo;
    this.#undo = undo;
    const bindOptions: BindDocumentOptions = {
      clock,
      log,
      origin,
      undo,
      onFileVersion: (choice) => void askWhichVersion(document, session.room, choice),
    };
    this.bound =
      predecessor === undefined
        ? bindDocument(document, session.text, bindOptions)
        : bindRenamedDocument(predecessor.bound, document, session.text, bindOptions);
    if (predecessor !== undefined) predecessor.#hide();
    this.#mismatches = new Mismatches({
      session,
      roomId: session.room.id,
      readRelay: async () => {
        const { relayUrl, id } = session.room;
        return (await new RelayApi(relayUrl).readRoom(id)).code;
      },
      lastOperations: () => this.bound.trail.lines,
      log,
      onMended: () => this.#tellMended(),
    });
    const stopListening = this.bound.binding.onProblem((problem) => this.#problem(problem, log));
    const redraw = (): void => this.#drawing.ask();
    const publish = (): void => this.#publishing.ask();
    this.#subscriptions.push(
      { dispose: stopListening },
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
        if (textEditor.document !== document) return;
        // A name above what has become the first line would be cut off.
        redraw();
        publish();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`tandem.${Setting.cursorNames}`)) redraw();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document !== document) return;
        publish();
        redraw();
      }),
      vscode.window.onDidChangeActiveTextEditor(publish),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || event.contentChanges.length === 0) return;
        this.#decorations.textChanged(event.contentChanges);
        redraw();
      }),
    );
    session.publish({ window: windowId });
    publish();
    redraw();
  }

  /** True when all that was typed is in the shared text. */
  get hasSharedAll(): boolean {
    return this.bound.binding.hasSharedAll;
  }

  /** True when all that was typed is on the relay's disk. */
  get isSaved(): boolean {
    return this.hasSharedAll && this.session.isSaved;
  }

  /** This session as the extension's API shows it. */
  toApi(): TandemSession {
    const { session, document, bound } = this;
    return {
      get room() {
        return summarizeRoom(session.room);
      },
      document,
      get state() {
        return session.state.kind;
      },
      get isSaved() {
        return bound.binding.hasSharedAll && session.isSaved;
      },
      get participants() {
        return session.participants.map(({ name, color, isSelf }) => ({ name, color: color.name, isSelf }));
      },
      whenSaved: async () => {
        await bound.binding.whenCalm();
        await session.whenSaved();
      },
    };
  }

  /** Unbinds. The text stays in the document; the session is not touched. */
  dispose(): void {
    this.#hide();
    this.bound.dispose();
  }

  /** Shows and tells nothing any more; what is typed still reaches the room. */
  #hide(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#publishing.dispose();
    this.#drawing.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#decorations.dispose();
    this.#changed.dispose();
  }

  #problem(problem: BindingProblem, log: Log): void {
    switch (problem.kind) {
      case 'notEditable':
        void vscode.window.showWarningMessage(
          vscode.l10n.t(
            '"{0}" cannot be edited, so what the others type does not show here. Nothing is lost: make it writable, or join the room in another document.',
            this.#name,
          ),
        );
        break;
      case 'editableAgain':
        log.info('The document takes edits again.', { roomId: this.session.room.id });
        break;
      case 'diverged':
        this.#mismatches.documentDiffered();
        break;
      default:
        assertNever(problem);
    }
  }

  #tellMended(): void {
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('"{0}" did not show the room’s text in one place. It does now.', this.#name),
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
    this.session.publish({ ...writeSelections(text, selections ?? []), ...writeViewport(text, viewport) });
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
