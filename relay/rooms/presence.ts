import type { AwarenessEntry } from '../../shared/guard/awarenessGuard.ts';
import type { Clock } from '../clock.ts';
import type { Participant, PresenceNews } from './participant.ts';
import { PresenceBoard } from './presenceBoard.ts';
import type { SharedUpdate } from './sharedUpdate.ts';
import { type Holder, PresenceIds } from './presenceIds.ts';
import { PresenceStamps, type Stamps } from './presenceStamps.ts';

/**
 * Who is here and what they show: one record for each participant, under the awareness client id it announced first.
 *
 * 1. Nobody moves or removes somebody else's record. Yjs clients echo everybody's entries; echoes are ignored.
 * 2. A record is there for as long as its connection, however quiet that is (presenceBoard.ts).
 * 3. Clocks are stamped here, so that nobody can poison them.
 * 4. A record is never sent to its owner, nor to who claims the same id: it would overwrite that client's own state.
 * 5. An id is its owner's, also while the owner's connection is broken for a moment (presenceIds.ts).
 */
export class Presence {
  readonly #clock: Clock;
  readonly #members = new Map<Participant, PresenceMember>();
  /** Everything is being handed out to them. */
  readonly #beingShown = new Set<Participant>();
  readonly #board: PresenceBoard;
  readonly #ids: PresenceIds<PresenceMember>;
  #joins = 0;

  constructor(clock: Clock, stamps: Stamps = new PresenceStamps(clock)) {
    this.#clock = clock;
    this.#board = new PresenceBoard({ clock, stamps, send: (updates, kind) => this.#send(updates, kind) });
    this.#ids = new PresenceIds(clock, (id, owner) => this.#show(id, owner?.state));
  }

  join(participant: Participant): void {
    this.#members.set(participant, {
      participant,
      order: ++this.#joins,
      joinedAt: this.#clock.now(),
      openedAt: this.#clock.steady(),
      id: undefined,
      state: undefined,
      isShown: false,
    });
    this.#board.watchedBy(this.#members.size);
  }

  /** What the others show, sent once: when the participant's own id is known, or when it turns out to have none. */
  introduce(participant: Participant): void {
    const member = this.#members.get(participant);
    if (member === undefined || member.isShown) return;
    member.isShown = true;
    this.showAll(participant);
  }

  /** Sends what all others show, for somebody who asks or who missed some of it; says about how many bytes that is. */
  showAll(participant: Participant): number {
    // Who asks again meanwhile gets one answer: others would wait for each.
    if (this.#beingShown.has(participant)) return 0;
    this.#beingShown.add(participant);
    this.#board.handOutAll(this.#members.get(participant)?.id, {
      show: (update) => participant.showPresence(update, 'changes'),
      isHere: () => this.#members.has(participant),
      onEnd: () => this.#beingShown.delete(participant),
    });
    return this.#board.shownBytes;
  }

  /** The id under which the participant is known, so that its echoes of others can be skipped unread. */
  idOf(participant: Participant): number | undefined {
    return this.#members.get(participant)?.id;
  }

  /** Everybody who is in the room, with what they show. */
  roster(): RosterEntry[] {
    return [...this.#members.values()].map((member) => {
      const { participant, joinedAt, openedAt, id, state } = member;
      const isOwner = id !== undefined && this.#ids.ownerOf(id) === member;
      return { participant, joinedAt, openedAt, state: isOwner ? state : undefined };
    });
  }

  announce(participant: Participant, entries: readonly AwarenessEntry[]): void {
    const member = this.#members.get(participant);
    if (member === undefined) return;
    for (const entry of entries) {
      if (member.id === undefined && this.#isClaim(entry)) member.id = entry.clientId;
      if (entry.clientId === member.id) this.#announced(member, entry);
    }
    this.introduce(participant);
  }

  leave(participant: Participant): void {
    const member = this.#members.get(participant);
    this.#members.delete(participant);
    this.#board.watchedBy(this.#members.size);
    if (member?.id !== undefined) this.#ids.release(member.id, member);
  }

  dispose(): void {
    this.#board.dispose();
    this.#ids.dispose();
  }

  #announced(member: PresenceMember, { clientId, state }: AwarenessEntry): void {
    member.state = state;
    if (this.#ids.claim(clientId, member) === 'owner') this.#show(clientId, member.state);
  }

  #show(id: number, state: Uint8Array | undefined): void {
    if (state === undefined) this.#board.remove(id);
    else this.#board.show(id, state);
  }

  /** An entry that can be the sender's own, rather than an echo of what the relay sent it about somebody else. */
  #isClaim({ clientId, clock, state }: AwarenessEntry): boolean {
    if (state === undefined) return false;
    const stamped = this.#board.stampOf(clientId);
    return stamped === undefined || clock < EARLIEST_STAMP || clock > stamped;
  }

  /** Whoever leaves meanwhile gets no more, and whoever comes may get it beside what all others show. */
  *#send(updates: readonly SharedUpdate[], kind: PresenceNews): Generator<number> {
    for (const [participant, { id, isShown }] of this.#members) {
      if (!isShown) continue;
      let sent = 0;
      for (const update of updates)
        for (const bytes of update.without(id)) {
          participant.showPresence(bytes, kind);
          sent += bytes.length;
        }
      yield sent;
    }
  }
}

/** One participant of a room. */
export interface RosterEntry {
  readonly participant: Participant;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** The same moment by the clock that only grows. */
  readonly openedAt: number;
  /** Its awareness state as JSON in UTF-8; undefined when it shows none. */
  readonly state: Uint8Array | undefined;
}

interface PresenceMember extends Holder {
  readonly participant: Participant;
  readonly joinedAt: number;
  /** Set once, by the first entry that can be its own. */
  id: number | undefined;
  /** What it showed last, whether or not the id is its own. */
  state: Uint8Array | undefined;
  /** Whether it has been told of the others. */
  isShown: boolean;
}

/** Clients count their own clock from 0, one for each change; no session gets this far. */
const EARLIEST_STAMP = 1_000_000;
