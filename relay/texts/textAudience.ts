import { refuse } from '../../shared/protocol/refusal.ts';
import type { Clock } from '../clock.ts';
import { stopwatch } from '../costs/stopwatch.ts';
import {
  MAX_JSON_STRUCTS,
  MAX_UNSAVED_ROOM_BYTES,
  NAME_GRACE_MS,
  LARGE_TEXT_UNITS,
  TEXT_INTERVAL_MS,
  TEXT_SHARE,
} from '../limits.ts';
import type { CommittedTurn, Participant } from '../rooms/participant.ts';
import { PeopleHere, type PeopleNews, type Person, type PersonAt } from './peopleHere.ts';
import { type Reception, refusedFor } from '../rooms/reception.ts';
import {
  allRetained,
  followRuns,
  placeEdits,
  placeOffset,
  type RetainedRuns,
  runsAfter,
} from '../../shared/text/retainedRuns.ts';
import type { Room } from '../rooms/room.ts';
import type { SeenText } from './seenTexts.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';
import { TimerSlot } from '../../shared/timerSlot.ts';
import { TextMirror } from './textMirror.ts';

/** What everybody in the audience is shown at one moment; all of it is on disk. */
export interface TextView {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly text: SeenText;
  readonly news: PeopleNews;
  readonly people: readonly (PersonAt | Person)[];
}

/** A participant that speaks whole texts and places rather than Yjs. */
export interface TextReader extends Participant {
  /** The texts whose runs have to be kept up to date. */
  readonly seenTexts: readonly SeenText[];
  show(view: TextView): void;
}

/** What became of an edit. */
export type TextReception =
  | { readonly kind: 'accepted'; readonly runs: RetainedRuns }
  | Exclude<Reception, { readonly kind: 'accepted' | 'gap' }>;

/**
 * Those in a room who speak whole texts. One document serves them all; it exists while there is one of them, and takes
 * in what others type in batches.
 *
 * 1. The mirror runs ahead of the disk by the readers' own edits. Views are made only when it is not ahead.
 * 2. When a view is due and waits for the disk, what readers say waits for the view.
 * 3. Every seen text's runs lead to the mirror as it is now.
 */
export class TextAudience {
  readonly #room: Room;
  readonly #clock: Clock;
  readonly #readers = new Set<TextReader>();
  #people = new PeopleHere();
  #mirror: TextMirror | undefined;
  #latest: SeenText | undefined;
  #versions = 0;
  /** Stored, and not in the mirror yet. */
  #arrived: Uint8Array[] = [];
  #lastTurn: CommittedTurn | undefined;
  /** In the mirror, and not stored yet. */
  #unstored: Uint8Array[] = [];
  #waiting: { readonly size: number; readonly task: () => void }[] = [];
  #waitingBytes = 0;
  #state: AudienceState = { kind: 'current' };
  readonly #nextLook: TimerSlot;

  constructor(room: Room, clock: Clock) {
    this.#room = room;
    this.#clock = clock;
    this.#nextLook = new TimerSlot(clock);
  }

  join(reader: TextReader): void {
    this.#readers.add(reader);
    this.#open();
    // Readers get their first view at once if they can.
    if (this.#state.kind === 'resting') this.#state.cancel();
    this.#viewWhenStored();
  }

  leave(reader: TextReader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    if (this.#state.kind === 'resting') this.#state.cancel();
    this.#state = { kind: 'current' };
    this.#nextLook.cancel();
    this.#mirror?.destroy();
    this.#mirror = this.#latest = this.#lastTurn = undefined;
    this.#people = new PeopleHere();
    this.#arrived = [];
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** Does what a reader says, now or after the view that is due. False when too much waits already. */
  submit(size: number, task: () => void): boolean {
    if (this.#state.kind !== 'blocked') {
      task();
      return true;
    }
    if (this.#waitingBytes > MAX_UNSAVED_ROOM_BYTES) return false;
    this.#waiting.push({ size, task });
    this.#waitingBytes += size;
    return true;
  }

  /** Makes edits of a text that the reader had as the Yjs client `author`. Unless accepted, nothing has changed. */
  edit(
    reader: TextReader,
    author: number,
    number: number,
    base: SeenText,
    edits: TextReplace[],
  ): TextReception {
    const mirror = this.#open();
    this.#takeIn(mirror);
    // What the same person wrote there meanwhile was on its way when the base was: it comes first.
    const placed = placeEdits(edits, base.runs, (start, end) => mirror.placeBehind(author, start, end));
    const update = mirror.edit(placed, author);
    if (update !== undefined) {
      // Before it is received: what repeats something that is stored already is answered at once.
      this.#unstored.push(update);
      const reception = this.#room.receive(reader, { number, kind: 'update' }, update);
      if (reception.kind !== 'accepted') {
        this.#unstored.pop();
        this.#rebuild();
        return reception.kind === 'gap' ? OUT_OF_STEP : reception;
      }
    }
    this.#follow(placed);
    return { kind: 'accepted', runs: runsAfter(edits, placed, base.runs) };
  }

  /** A place in a text that a reader had, as Yjs clients understand it. */
  positionAt(seen: SeenText, offset: number): unknown {
    const mirror = this.#open();
    this.#takeIn(mirror);
    return mirror.positionAt(placeOffset(offset, seen.runs));
  }

  /** The oldest edit of a reader that was not on disk is there now. */
  stored(): void {
    this.#unstored.shift();
    // The turn may have no reader left to be delivered to.
    if (this.#unstored.length === 0 && this.#state.kind === 'blocked')
      this.#clock.soon(() => this.#unblock());
  }

  committed(turn: CommittedTurn): void {
    if (turn === this.#lastTurn || this.#mirror === undefined) return;
    if (this.#room.structs > MAX_JSON_STRUCTS) {
      // Before the mirror takes in what has made it so many.
      for (const reader of [...this.#readers]) reader.close(refuse('tooLongForJson'));
      return;
    }
    this.#lastTurn = turn;
    for (const { update } of turn.updates) this.#arrived.push(update);
    if (this.#state.kind === 'blocked') this.#unblock();
    else this.changed();
  }

  /** There may be something new to show. */
  changed(): void {
    if (this.#state.kind === 'resting') this.#state.isDue = true;
    else if (this.#state.kind === 'current' && this.#mirror !== undefined) this.#rest(0, true);
  }

  #open(): TextMirror {
    if (this.#mirror !== undefined) return this.#mirror;
    this.#mirror = new TextMirror([...this.#room.storedUpdates(), ...this.#unstored]);
    return this.#mirror;
  }

  #rebuild(): void {
    this.#mirror?.destroy();
    this.#mirror = undefined;
    this.#open();
  }

  #takeIn(mirror: TextMirror): void {
    if (this.#arrived.length === 0) return;
    this.#follow(mirror.apply(this.#arrived));
    this.#arrived = [];
  }

  #follow(changes: readonly TextReplace[]): void {
    if (changes.length === 0) return;
    const seen = new Set<SeenText>(this.#latest && [this.#latest]);
    for (const { seenTexts } of this.#readers) for (const text of seenTexts) seen.add(text);
    for (const text of seen) text.runs = followRuns(text.runs, changes);
  }

  #unblock(): void {
    if (this.#state.kind === 'blocked') this.#viewWhenStored();
  }

  #rest(ms: number, isDue: boolean): void {
    const cancel = this.#clock.after(ms, () => {
      if (this.#state.kind !== 'resting') return;
      const { isDue } = this.#state;
      this.#state = { kind: 'current' };
      if (isDue) this.#viewWhenStored();
    });
    this.#state = { kind: 'resting', isDue, cancel };
  }

  /** Of a large text a view takes long, and others wait for it. */
  #restLonger(ms: number): void {
    if (ms <= TEXT_INTERVAL_MS || this.#state.kind !== 'resting') return;
    const { isDue, cancel } = this.#state;
    cancel();
    this.#rest(ms, isDue);
  }

  #viewWhenStored(): void {
    if (this.#unstored.length > 0) {
      this.#state = { kind: 'blocked' };
      return;
    }
    this.#rest(TEXT_INTERVAL_MS, false);
    const spentMs = stopwatch();
    this.#view();
    if ((this.#latest?.text.length ?? 0) >= LARGE_TEXT_UNITS) this.#restLonger(spentMs() / TEXT_SHARE);
    const waiting = this.#waiting.splice(0);
    this.#waitingBytes = 0;
    for (const { size, task } of waiting) this.submit(size, task);
  }

  #lookAgainLater(): void {
    if (!this.#nextLook.isSet) this.#nextLook.set(NAME_GRACE_MS, () => this.changed());
  }

  #view(): void {
    const mirror = this.#open();
    this.#takeIn(mirror);
    const { text } = mirror;
    // The same text again is not news, but its characters may be others.
    if (this.#latest?.text === text) this.#latest.runs = allRetained(text.length);
    else this.#latest = { version: ++this.#versions, text, runs: allRetained(text.length) };
    const now = this.#clock.now();
    const news = this.#people.look(this.#room.presence.roster(), mirror, this.#clock.steady());
    const view = { now, text: this.#latest, news, people: this.#people.all };
    for (const reader of [...this.#readers]) reader.show(view);
    // Whoever has not said a name by then goes without.
    if (news.isWaiting) this.#lookAgainLater();
  }
}

type AudienceState =
  | { readonly kind: 'current' }
  /** A view was made a moment ago, or something changed a moment ago. */
  | { readonly kind: 'resting'; isDue: boolean; readonly cancel: () => void }
  /** A view is due and waits for the disk. */
  | { readonly kind: 'blocked' };

const OUT_OF_STEP = refusedFor('outOfStep');
