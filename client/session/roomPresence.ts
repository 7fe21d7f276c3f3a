import { equalityDeep } from 'lib0/function';
import { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { PaletteColor } from '../../shared/presence/palette.ts';
import type { Presence } from '../../shared/protocol/presence.ts';
import type { Clock } from '../ports.ts';
import { Activity } from '../people/activity.ts';
import { readChecks, readParticipants, type Participant } from '../people/participants.ts';
import { readRemoteEdits, type RemoteEdit } from '../people/remoteEdits.ts';
import { type ReplicaMismatch, TextCheck } from './textCheck.ts';

/** The person that the others see. */
export interface PresentUser {
  readonly name: string;
  readonly color: PaletteColor;
}

export interface RoomPresenceOptions {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly user: PresentUser;
  readonly clock: Clock;
  /** Somebody shows something new, has come or has gone. */
  readonly onChange: () => void;
  readonly onMismatch: (mismatch: ReplicaMismatch) => void;
}

/** What people in one room show each other beside its text. */
export class RoomPresence {
  readonly awareness: Awareness;
  readonly activity: Activity;
  readonly #text: Y.Text;
  readonly #check: TextCheck;
  /** As of the last change of text or presence. */
  #participants: readonly Participant[] | undefined;
  #isOver = false;

  constructor({ doc, text, user, clock, onChange, onMismatch }: RoomPresenceOptions) {
    this.#text = text;
    this.awareness = new Awareness(doc);
    this.awareness.setLocalState({ user: presentUser(user), cursor: null });
    this.activity = new Activity(this.awareness, clock);
    this.#check = new TextCheck({
      text,
      clock,
      publish: (check) => this.publish({ check }),
      onMismatch,
    });
    this.awareness.on('change', () => {
      this.#check.heard(readChecks(this.awareness.getStates(), this.awareness.clientID));
      this.#participants = undefined;
      onChange();
    });
  }

  get participants(): readonly Participant[] {
    // All views that draw ask for this, twenty times a second in a full room, and finding a position walks
    // through the text.
    this.#participants ??= readParticipants(this.awareness.getStates(), this.awareness.clientID, this.#text);
    return this.#participants;
  }

  /** Shows the others these fields of this person's presence. The other fields stay as they are. */
  publish(fields: Partial<Presence>): void {
    if (this.#isOver) return;
    const state = this.awareness.getLocalState() ?? {};
    const shown = Object.fromEntries(Object.keys(fields).map((key) => [key, state[key] as unknown]));
    if (equalityDeep(shown, fields)) return;
    this.awareness.setLocalState({ ...state, ...fields });
  }

  /** The document has changed. */
  documentChanged(): void {
    this.#check.changed();
  }

  /** The text has changed, so everybody's place in it is different. */
  textChanged(): void {
    this.#participants = undefined;
  }

  /** Who made the change of the text, and what it was. For use in the text's observer. */
  remoteEdits(event: Y.YTextEvent, transaction: Y.Transaction): readonly RemoteEdit[] {
    return readRemoteEdits(event, transaction, () =>
      this.participants
        .filter(({ isSelf }) => !isSelf)
        .map(({ id, selections }) => ({ id, heads: selections.map(({ head }) => head) })),
    );
  }

  /**
   * Shows and compares nothing more. Until the awareness is destroyed, the person still sees who else is
   * there.
   */
  end(): void {
    this.#isOver = true;
    this.#check.dispose();
  }
}

/** A name and a color as presence carries them. */
export function presentUser({ name, color }: PresentUser): NonNullable<Presence['user']> {
  return { name, color: color.hex, colorLight: `${color.hex}33` };
}
