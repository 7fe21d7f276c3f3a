import * as vscode from 'vscode';
import { TimerSlot } from '../../shared/timerSlot.ts';
import type { Clock } from '../../client/ports.ts';
import { Comings } from '../../client/people/comings.ts';
import { Pace } from '../../client/people/pace.ts';
import type { RemoteEdit } from '../../client/people/remoteEdits.ts';
import { configuredAnnouncements } from '../settings.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText } from '../../client/plainText.ts';
import { tell } from '../words/tell.ts';

const LOOK_INTERVAL_MS = 500;

/** How long a line stays in the status bar. */
const SHOWN_MS = 4_000;

/** Lines from one's own caret within which an edit is worth a word. */
const NEAR_LINES = 2;

/** The same person's edits nearby are worth a word this often. */
const NEAR_INTERVAL_MS = 60_000;

interface Watched {
  readonly comings: Comings;
  readonly toldNearAt: Map<number, number>;
  readonly subscription: { dispose(): void };
}

/**
 * Says who joins, who leaves, and who edits right beside one's caret. VS Code gives extensions no polite live region,
 * and does not tell them whether a screen reader runs. What it does read out are notifications; so they are used where
 * the person has asked for that, or has told VS Code that they use a screen reader. Everybody else gets a passing line
 * in the status bar.
 */
export class Announcements {
  readonly #documents: SharedDocuments;
  readonly #clock: Clock;
  readonly #watched = new Map<SharedDocument, Watched>();
  readonly #looking: Pace;
  readonly #disposables: vscode.Disposable;
  readonly #nextLook: TimerSlot;

  constructor(documents: SharedDocuments, clock: Clock) {
    this.#documents = documents;
    this.#clock = clock;
    this.#nextLook = new TimerSlot(clock);
    this.#looking = new Pace(clock, LOOK_INTERVAL_MS, () => this.#look());
    this.#disposables = vscode.Disposable.from(
      documents.onDidChange(() => this.#looking.ask()),
      this.#looking,
      this.#nextLook,
    );
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const { subscription } of this.#watched.values()) subscription.dispose();
  }

  #look(): void {
    const all = this.#documents.all();
    for (const [shared, { subscription }] of this.#watched) {
      if (all.includes(shared)) continue;
      subscription.dispose();
      this.#watched.delete(shared);
    }
    const waits = all.map((shared) => this.#lookAt(shared)).filter((wait) => wait !== undefined);
    if (waits.length === 0) this.#nextLook.cancel();
    else this.#nextLook.set(Math.min(...waits), () => this.#looking.ask());
  }

  #lookAt(shared: SharedDocument): number | undefined {
    const { participants, state, room } = shared.session;
    const others = participants.filter(({ isSelf }) => !isSelf);
    const { comings } = this.#watch(shared);
    const { joined, left, lookAgainMs } = comings.look(others, state.kind === 'online', this.#clock.now());
    const roomName = room.name;
    if (joined.length > 0) announce(translate('{0} joined the room "{1}".', listOf(joined), roomName));
    if (left.length > 0) announce(translate('{0} left the room "{1}".', listOf(left), roomName));
    return lookAgainMs;
  }

  #watch(shared: SharedDocument): Watched {
    const known = this.#watched.get(shared);
    if (known !== undefined) return known;
    const toldNearAt = new Map<number, number>();
    const subscription = shared.session.onRemoteEdit((edit) => this.#edited(shared, edit, toldNearAt));
    const watched = { comings: new Comings(), toldNearAt, subscription };
    this.#watched.set(shared, watched);
    return watched;
  }

  #edited({ document, session, bound }: SharedDocument, edit: RemoteEdit, toldAt: Map<number, number>): void {
    const editor = vscode.window.activeTextEditor;
    const now = this.#clock.now();
    if (editor?.document !== document || now - (toldAt.get(edit.author) ?? -Infinity) < NEAR_INTERVAL_MS)
      return;
    const distance = Math.abs(bound.toPosition(edit.at.start).line - editor.selection.active.line);
    const author = session.participants.find(({ id }) => id === edit.author);
    if (distance > NEAR_LINES || author === undefined) return;
    toldAt.set(edit.author, now);
    announce(translate('{0} is editing near you.', author.name));
  }
}

function announce(text: PlainText): void {
  const setting = configuredAnnouncements();
  if (setting === 'off') return;
  const usesScreenReader =
    vscode.workspace.getConfiguration('editor').get<string>('accessibilitySupport') === 'on';
  if (setting === 'always' || usesScreenReader) void tell.info(text);
  else tell.inPassing(text, SHOWN_MS);
}

function listOf(names: readonly string[]): PlainText {
  return plainText(new Intl.ListFormat(vscode.env.language).format(names));
}
