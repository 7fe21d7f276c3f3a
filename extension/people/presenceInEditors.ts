import * as vscode from 'vscode';
import { Pace } from '../../client/people/pace.ts';
import { restAfterPresence, writeSelections, writeViewport } from '../../client/people/participants.ts';
import type { Clock } from '../../client/ports.ts';
import type { Session } from '../../client/session/session.ts';
import type { BoundDocument } from '../document/boundDocument.ts';
import { Setting } from '../names.ts';
import { configuredCursorNames } from '../settings.ts';
import { windowId } from '../windowId.ts';
import { ParticipantDecorations } from './participantDecorations.ts';

/** Cursors are sent and drawn this often at most: fifteen times a second looks smooth, and twenty people do add up. */
const PRESENCE_INTERVAL_MS = 66;

/** A room, and the document that shows it now: it may become another one. */
export interface ShownRoom {
  readonly session: Session;
  readonly document: vscode.TextDocument;
  readonly bound: BoundDocument;
}

/** Shows the others where this person is in the room's document, and draws them into the editors that show it. */
export class PresenceInEditors {
  readonly #room: ShownRoom;
  readonly #decorations: ParticipantDecorations;
  readonly #publishing: Pace;
  readonly #drawing: Pace;
  readonly #disposables: vscode.Disposable;
  #isDisposed = false;

  constructor(room: ShownRoom, clock: Clock) {
    this.#room = room;
    this.#decorations = new ParticipantDecorations(clock, () => room.bound.binding.isIdle);
    this.#publishing = new Pace(clock, PRESENCE_INTERVAL_MS, () => this.#whenCalm(() => this.#publish()));
    this.#drawing = new Pace(clock, PRESENCE_INTERVAL_MS, () => this.#whenCalm(() => this.#draw()));
    const redraw = (): void => this.#drawing.ask();
    this.#disposables = vscode.Disposable.from(
      this.#publishing,
      this.#drawing,
      this.#decorations,
      room.session.onDidChangeParticipants(redraw),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        // A name above what has become the first line would be cut off.
        if (textEditor.document === room.document) this.refresh();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`tandem.${Setting.cursorNames}`)) redraw();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document === room.document) this.refresh();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#publishing.ask()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document !== room.document || contentChanges.length === 0) return;
        this.#decorations.textChanged(contentChanges);
        redraw();
      }),
    );
    room.session.publish({ window: windowId });
    this.refresh();
  }

  /** Publishes and draws soon: editors, or the document, are others than before. */
  refresh(): void {
    this.#publishing.ask();
    this.#drawing.ask();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#disposables.dispose();
  }

  #editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter((editor) => editor.document === this.#room.document);
  }

  /** While an edit is on its way to the editor and back, positions of the two texts do not match exactly. */
  #whenCalm(task: () => void): void {
    void this.#room.bound.binding.whenCalm().then(() => {
      if (!this.#isDisposed) task();
    });
  }

  /** Shows the others where one is in this document; elsewhere, where it is not on the screen. */
  #publish(): void {
    const { session, document, bound } = this.#room;
    const active = vscode.window.activeTextEditor;
    const editor = active?.document === document ? active : this.#editors()[0];
    const selections =
      editor === active
        ? bound.sharedSelections()
        : editor?.selections.map(({ anchor, active: head }) => ({
            anchor: bound.toShared(anchor),
            head: bound.toShared(head),
          }));
    // Only the document that one is in leads; without any editor, such as in a terminal, that is the last one.
    const isLookedAt = active === undefined || active.document === document;
    const [top] = editor?.visibleRanges ?? [];
    const bottom = editor?.visibleRanges.at(-1);
    const viewport =
      isLookedAt && top !== undefined && bottom !== undefined
        ? { first: bound.toShared(top.start), last: bound.toShared(bottom.end) }
        : undefined;
    const places = {
      ...writeSelections(session.text, selections ?? []),
      ...writeViewport(session.text, viewport),
    };
    session.publish(places);
    this.#publishing.rest(restAfterPresence(places));
  }

  #draw(): void {
    const { session, bound } = this.#room;
    const { participants, activity } = session;
    this.#decorations.draw({
      editors: this.#editors(),
      names: configuredCursorNames(),
      placed: participants
        .filter(({ isSelf }) => !isSelf)
        .map((participant) => ({
          participant,
          movedAt: activity.movedAt(participant.id),
          ranges: participant.selections.map(({ anchor, head }) => {
            const headAt = bound.toPosition(head);
            return { range: new vscode.Range(bound.toPosition(anchor), headAt), head: headAt };
          }),
        })),
    });
  }
}
