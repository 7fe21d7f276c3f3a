import * as vscode from 'vscode';
import * as Y from 'yjs';
import { assertNever } from '../../shared/assertNever.ts';
import type { TandemSession } from '../api.ts';
import type { BindingProblem } from '../core/binding/bindingOptions.ts';
import { Emitter } from '../core/emitter.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Session } from '../core/session/session.ts';
import { bindDocument, type BoundDocument } from './boundDocument.ts';
import { ParticipantDecorations } from './participantDecorations.ts';
import { summarizeRoom } from './roomSummary.ts';

/** Cursors are sent and drawn this often at most: a frame or four later nobody sees, but twenty people do add up. */
const PRESENCE_INTERVAL_MS = 60;

/** A document of this window that is bound to a room. */
export class SharedDocument {
  readonly document: vscode.TextDocument;
  readonly session: Session;
  readonly bound: BoundDocument;
  readonly #changed = new Emitter<undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #decorations = new ParticipantDecorations();
  readonly #subscriptions: { dispose(): void }[] = [];
  readonly #clock: Clock;
  #cancelPublish: (() => void) | undefined;
  #cancelDraw: (() => void) | undefined;
  #isDisposed = false;

  /** Binds at once: what the document holds from here on is the room's, and what is typed goes there. */
  constructor(options: { document: vscode.TextDocument; session: Session; clock: Clock; log: Log }) {
    const { document, session, clock, log } = options;
    this.document = document;
    this.session = session;
    this.#clock = clock;
    const origin = { document: document.uri.toString() };
    const undo = new Y.UndoManager(session.text, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
    this.bound = bindDocument(document, session.text, { clock, log, origin, undo });
    const stopListening = this.bound.binding.onProblem((problem) => this.#problem(problem, log));
    const redraw = (): void => this.#scheduleDraw();
    const publish = (): void => this.#schedulePublish();
    this.#subscriptions.push(
      { dispose: stopListening },
      session.onDidChange(() => this.#changed.fire(undefined)),
      session.onDidChangeParticipants(() => {
        redraw();
        this.#changed.fire(undefined);
      }),
      vscode.window.onDidChangeVisibleTextEditors(redraw),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document === document) publish();
      }),
      vscode.window.onDidChangeActiveTextEditor(publish),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || event.contentChanges.length === 0) return;
        publish();
        redraw();
      }),
    );
    publish();
    redraw();
  }

  /** This session as the extension's API shows it. */
  toApi(extensionId: string): TandemSession {
    const { session, document, bound } = this;
    return {
      get room() {
        return summarizeRoom(session.room, extensionId);
      },
      document,
      get state() {
        return session.state.kind;
      },
      get isSaved() {
        return session.isSaved;
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
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#cancelPublish?.();
    this.#cancelDraw?.();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#decorations.dispose();
    this.bound.dispose();
    this.#changed.dispose();
  }

  #problem(problem: BindingProblem, log: Log): void {
    const name = this.document.uri.path.split('/').at(-1) ?? '';
    switch (problem.kind) {
      case 'notEditable':
        void vscode.window.showWarningMessage(
          `"${name}" cannot be edited, so what the others type does not show here. Nothing is lost: make it writable, or join the room in another document.`,
        );
        break;
      case 'editableAgain':
        log.info('The document takes edits again.', { roomId: this.session.room.id });
        break;
      case 'diverged':
        log.error('The document differed from the room and was led back to it.', {
          roomId: this.session.room.id,
        });
        break;
      default:
        assertNever(problem);
    }
  }

  #editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter((editor) => editor.document === this.document);
  }

  #schedulePublish(): void {
    this.#cancelPublish ??= this.#clock.after(PRESENCE_INTERVAL_MS, () => {
      this.#cancelPublish = undefined;
      const active = vscode.window.activeTextEditor;
      const editor = active?.document === this.document ? active : this.#editors()[0];
      if (editor === undefined) return;
      this.session.publishSelections(
        editor.selections.map(({ anchor, active: head }) => ({
          anchor: this.bound.toShared(anchor),
          head: this.bound.toShared(head),
        })),
      );
    });
  }

  #scheduleDraw(): void {
    this.#cancelDraw ??= this.#clock.after(PRESENCE_INTERVAL_MS, () => {
      this.#cancelDraw = undefined;
      const others = this.session.participants.filter((participant) => !participant.isSelf);
      this.#decorations.draw(
        this.#editors(),
        others.map((participant) => ({
          participant,
          ranges: participant.selections.map(({ anchor, head }) => {
            const headAt = this.bound.toPosition(head);
            return { range: new vscode.Range(this.bound.toPosition(anchor), headAt), head: headAt };
          }),
        })),
      );
    });
  }
}
