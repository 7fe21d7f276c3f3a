import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever.ts';
import { TimerSlot } from '../../shared/timerSlot.ts';
import type { Clock } from '../../client/ports.ts';
import { topToShow } from '../../client/people/followedView.ts';
import {
  FREE,
  LANDING_LINES,
  leadsBack,
  nextFollowing,
  type Following as State,
  type FollowingEvent,
} from '../../client/people/following.ts';
import { Pace } from '../../client/people/pace.ts';
import type { Participant } from '../../client/people/participants.ts';
import { Emitter } from '../../client/emitter.ts';
import { ContextKey } from '../names.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { UserError } from '../userError.ts';
import { translate } from '../../client/translate.ts';
import type { PlainText } from '../../client/plainText.ts';
import { tell } from '../words/tell.ts';

/** The view is brought along this often at most. */
const FOLLOW_INTERVAL_MS = 66;

/** Smooth scrolling has ended when nothing has scrolled for so long. */
const SETTLED_MS = 400;

/** Somebody whose connection broke has this long to come back. */
const GONE_AFTER_MS = 10_000;

/** Somebody in a room, and where that is in this window. */
export interface Leader {
  readonly shared: SharedDocument;
  readonly participant: Participant;
}

interface Target {
  readonly shared: SharedDocument;
  readonly id: number;
  /** For other rooms of the same window. */
  readonly window: string | undefined;
  readonly name: string;
}

/**
 * Lets somebody else lead: this window shows their document and what of it they see, until the person does anything
 * of their own. What is the person's and what is ours, the state machine in core decides.
 */
export class Following {
  readonly #documents: SharedDocuments;
  readonly #disposables: vscode.Disposable;
  readonly #updating: Pace;
  readonly #changed = new Emitter<undefined>();
  readonly onDidChange = this.#changed.event;
  #state: State = FREE;
  #target: Target | undefined;
  /** The editor that shows what the leader sees. */
  #editor: vscode.TextEditor | undefined;
  readonly #settling: TimerSlot;
  readonly #going: TimerSlot;
  #isOpening = false;
  #askedTop: number | undefined;
  /** How many lines before the line that it was asked for the editor stops: sticky scroll keeps some for itself. */
  #shortBy = 0;

  constructor(documents: SharedDocuments, clock: Clock) {
    this.#documents = documents;
    this.#settling = new TimerSlot(clock);
    this.#going = new TimerSlot(clock);
    this.#updating = new Pace(clock, FOLLOW_INTERVAL_MS, () => void this.#update());
    this.#disposables = vscode.Disposable.from(
      documents.onDidChange(() => this.#updating.ask()),
      vscode.window.onDidChangeTextEditorVisibleRanges((event) => this.#scrolled(event)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        const isPerson =
          kind === vscode.TextEditorSelectionChangeKind.Keyboard ||
          kind === vscode.TextEditorSelectionChangeKind.Mouse;
        if (isPerson && textEditor === this.#editor) this.#dispatch({ kind: 'personActed' });
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document !== this.#editor?.document) return;
        for (const { range, text } of contentChanges) {
          const count = text.split('\n').length - 1 - (range.end.line - range.start.line);
          this.#dispatch({ kind: 'linesChanged', count });
        }
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // Without an editor the person is in a terminal or a view, and may go on watching.
        if (editor === undefined || this.#isOpening || editor.document === this.#editor?.document) return;
        this.#dispatch({ kind: 'personActed' });
      }),
      this.#updating,
      this.#settling,
      this.#going,
      this.#changed,
    );
  }

  dispose(): void {
    this.stop();
    this.#disposables.dispose();
  }

  /** Whom this window follows. */
  get leader(): { readonly name: string; readonly id: number; readonly roomId: string } | undefined {
    if (this.#target === undefined) return undefined;
    const { name, id, shared } = this.#target;
    return { name, id, roomId: shared.session.room.id };
  }

  /** Throws a UserError when the participant follows this window already: then neither would lead. */
  start({ shared, participant }: Leader): void {
    const { participants, doc } = shared.session;
    const followed = (id: number): number | undefined => participants.find((one) => one.id === id)?.following;
    if (leadsBack(doc.clientID, participant.id, followed)) {
      throw new UserError(translate('{0} already follows you, so you lead.', participant.name));
    }
    this.stop();
    const { id, window, name } = participant;
    this.#target = { shared, id, window, name };
    this.#dispatch({ kind: 'follow' });
    shared.session.publish({ following: id });
    this.#show();
    this.#updating.ask();
  }

  stop(): void {
    this.#dispatch({ kind: 'personActed' });
  }

  #dispatch(event: FollowingEvent): void {
    const before = this.#state;
    this.#state = nextFollowing(before, event);
    if (this.#state.kind === 'free' && before.kind === 'following') this.#stopped(this.#state);
  }

  #stopped({ because }: Extract<State, { kind: 'free' }>): void {
    const target = this.#target;
    this.#target = undefined;
    this.#editor = undefined;
    this.#settling.cancel();
    this.#going.cancel();
    target?.shared.session.publish({ following: null });
    this.#show();
    if (because === undefined || because === 'person' || target === undefined) return;
    tell.inPassing(sentence(because, target.name), 5_000);
  }

  #show(): void {
    void vscode.commands.executeCommand('setContext', ContextKey.following, this.#target !== undefined);
    this.#changed.fire(undefined);
  }

  #scrolled({ textEditor }: vscode.TextEditorVisibleRangesChangeEvent): void {
    if (textEditor !== this.#editor) return;
    this.#dispatch({ kind: 'scrolled', top: topLine(textEditor) });
    this.#settling.set(SETTLED_MS, () => {
      if (textEditor === this.#editor) this.#settled(topLine(textEditor));
    });
  }

  #settled(top: number): void {
    this.#dispatch({ kind: 'settled', top });
    const missing = (this.#askedTop ?? top) - top;
    this.#askedTop = undefined;
    if (missing === 0 || Math.abs(missing) > LANDING_LINES) return;
    this.#shortBy = Math.max(0, Math.min(this.#shortBy + missing, LANDING_LINES));
    this.#updating.ask();
  }

  async #update(): Promise<void> {
    const target = this.#target;
    if (target === undefined || this.#isOpening) return;
    const leader = this.#find(target);
    if (leader === undefined) {
      if (!this.#going.isSet) this.#going.set(GONE_AFTER_MS, () => this.#dispatch({ kind: 'targetLeft' }));
      return;
    }
    this.#going.cancel();
    if (this.#isRing(target)) {
      this.#dispatch({ kind: 'ringClosed' });
      return;
    }
    const { viewport } = leader.participant;
    const head = leader.participant.selections[0]?.head;
    const first = viewport?.first ?? head;
    const last = viewport?.last ?? head;
    if (first === undefined || last === undefined) return;
    const editor = await this.#editorFor(leader.shared);
    if (editor === undefined || this.#target !== target) return;
    this.#reveal(editor, leader, { first, last, head });
  }

  #reveal(
    editor: vscode.TextEditor,
    { shared }: Leader,
    seen: { first: number; last: number; head: number | undefined },
  ): void {
    const lineOf = (offset: number): number => shared.bound.toPosition(offset).line;
    const own = { first: topLine(editor), last: editor.visibleRanges.at(-1)?.end.line ?? 0 };
    const caret = seen.head === undefined ? undefined : lineOf(seen.head);
    const to = topToShow(own, { first: lineOf(seen.first), last: lineOf(seen.last) }, caret);
    if (to === undefined) return;
    if (this.#state.kind === 'following' && this.#state.view.kind === 'moving' && this.#state.view.to === to)
      return;
    this.#dispatch({ kind: 'revealed', from: own.first, to });
    this.#askedTop = to;
    const line = Math.min(to + this.#shortBy, editor.document.lineCount - 1);
    editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
  }

  /** The editor to lead along, wherever the document is shown; opens it where it is not. */
  async #editorFor({ document }: SharedDocument): Promise<vscode.TextEditor | undefined> {
    const active = vscode.window.activeTextEditor;
    const shown = [active, ...vscode.window.visibleTextEditors].find(
      (editor) => editor?.document === document,
    );
    const isSameDocument = this.#editor?.document === document;
    if (shown !== undefined && (shown === active || isSameDocument)) return this.#lead(shown);
    this.#isOpening = true;
    try {
      const column = shown?.viewColumn;
      return this.#lead(
        await vscode.window.showTextDocument(document, {
          preview: false,
          ...(column === undefined ? {} : { viewColumn: column }),
        }),
      );
    } finally {
      this.#isOpening = false;
    }
  }

  #lead(editor: vscode.TextEditor): vscode.TextEditor {
    if (editor !== this.#editor) this.#dispatch({ kind: 'editorChanged' });
    this.#editor = editor;
    return editor;
  }

  /** The leader where they are now: in the room where they were, or in another one that they share with us. */
  #find(target: Target): Leader | undefined {
    const here = this.#documents.all().flatMap((shared) => {
      const participant = shared.session.participants.find((one) =>
        shared === target.shared
          ? one.id === target.id
          : target.window !== undefined && one.window === target.window,
      );
      return participant === undefined ? [] : [{ shared, participant }];
    });
    const there = here.find(({ shared }) => shared === target.shared);
    return there?.participant.viewport === undefined
      ? (here.find(({ participant }) => participant.viewport !== undefined) ?? there)
      : there;
  }

  #isRing({ shared, id }: Target): boolean {
    const { participants, doc } = shared.session;
    return leadsBack(doc.clientID, id, (at) => participants.find((one) => one.id === at)?.following);
  }
}

function topLine({ visibleRanges }: vscode.TextEditor): number {
  return visibleRanges[0]?.start.line ?? 0;
}

function sentence(because: 'gone' | 'ring', name: string): PlainText {
  switch (because) {
    case 'gone':
      return translate('{0} left, so you stopped following.', name);
    case 'ring':
      return translate('{0} is following you, so you stopped following.', name);
    default:
      return assertNever(because);
  }
}
