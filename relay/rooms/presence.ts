import { type AwarenessEntry, encodeAwareness } from '../../shared/document/awarenessGuard.ts';
import { MAX_PRESENCE_BYTES, MAX_PRESENCE_MESSAGE_BYTES } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { MAX_DEPARTED_IDS, PRESENCE_INTERVAL_MS } from '../limits.ts';
import type { Participant } from './participant.ts';

/**
 * Who is here and what they show: one record for each participant, under the awareness client id it announced first.
 *
 * 1. Nobody moves or removes somebody else's record. Yjs clients echo everybody's entries; echoes are ignored.
 * 2. Clocks are stamped here, so that nobody can poison them, and grow for each id for as long as the room is open.
 * 3. A record is never sent to its owner, nor to who claims the same id: it would overwrite that client's own state.
 */
export class Presence {
  private readonly clock: Clock;
  private readonly records = new Map<number, PresenceRecord>();
  private readonly members = new Map<Participant, PresenceMember>();
  /** The last clock of ids whose owner left, oldest first. */
  private readonly departed = new Map<number, number>();
  private readonly changed = new Set<number>();
  private readonly removed = new Map<number, number>();
  private flush: { kind: 'none' } | { kind: 'due'; cancel: () => void } = { kind: 'none' };
  private isResting = false;
  private cancelRest: () => void = () => undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  join(participant: Participant): void {
    this.members.set(participant, { id: undefined, isShown: false, joinedAt: this.clock.now() });
  }

  /** What the others show, sent once: when the participant's own id is known, or when it turns out to have none. */
  introduce(participant: Participant): void {
    const member = this.members.get(participant);
    if (member === undefined || member.isShown) return;
    member.isShown = true;
    this.showAll(participant);
  }

  /** Sends what all others show, for somebody who asks or who missed some of it. */
  showAll(participant: Participant): void {
    const own = this.members.get(participant)?.id;
    for (const update of encodeInBatches(this.entriesOf(this.records.keys(), own))) {
      participant.showPresence(update, 'changes');
    }
  }

  /** The id under which the participant is known, so that its echoes of others can be skipped unread. */
  idOf(participant: Participant): number | undefined {
    return this.members.get(participant)?.id;
  }

  /** Everybody who is in the room, with what they show. */
  roster(): RosterEntry[] {
    return [...this.members].map(([participant, { id, joinedAt }]) => {
      const record = id === undefined ? undefined : this.records.get(id);
      return { participant, joinedAt, state: record?.owner === participant ? record.state : undefined };
    });
  }

  announce(participant: Participant, entries: readonly AwarenessEntry[]): void {
    const member = this.members.get(participant);
    if (member === undefined) return;
    for (const entry of entries) {
      if (member.id === undefined && this.isClaim(entry)) member.id = entry.clientId;
      if (entry.clientId === member.id) this.set(participant, entry.clientId, entry.state);
    }
    this.introduce(participant);
  }

  leave(participant: Participant): void {
    const member = this.members.get(participant);
    this.members.delete(participant);
    if (member?.id === undefined) return;
    const record = this.records.get(member.id);
    if (record === undefined) return;
    if (record.contender?.participant === participant) record.contender = undefined;
    if (record.owner === participant) this.drop(member.id, record);
  }

  dispose(): void {
    if (this.flush.kind === 'due') this.flush.cancel();
    this.cancelRest();
  }

  private set(participant: Participant, id: number, state: Uint8Array | undefined): void {
    const record = this.records.get(id);
    if (record !== undefined && record.owner !== participant) {
      // Most likely the same client, back before its old connection was seen to be dead.
      record.contender = state === undefined ? undefined : { participant, state: state.slice() };
      if (record.contender !== undefined) record.owner.probe();
    } else if (state === undefined) {
      if (record !== undefined) this.drop(id, record);
    } else {
      // A copy: the bytes belong to a network buffer which would be kept alive whole.
      this.show(id, participant, state.slice(), this.departed.get(id) ?? 0);
    }
  }

  private show(id: number, owner: Participant, state: Uint8Array, lastClock: number): void {
    const record = this.records.get(id);
    if (record?.owner === owner) {
      record.state = state;
    } else {
      this.records.set(id, { owner, state, clock: this.stamp(lastClock), contender: undefined });
      this.departed.delete(id);
      this.removed.delete(id);
    }
    this.changed.add(id);
    this.scheduleFlush();
  }

  /** The owner has gone, or shows nothing any more: who else claims the id has it now. */
  private drop(id: number, record: PresenceRecord): void {
    const { contender } = record;
    this.records.delete(id);
    this.changed.delete(id);
    if (contender !== undefined) {
      this.show(id, contender.participant, contender.state, record.clock);
      return;
    }
    const clock = this.stamp(record.clock);
    this.departed.set(id, clock);
    const [oldest] = this.departed.keys();
    if (oldest !== undefined && this.departed.size > MAX_DEPARTED_IDS) this.departed.delete(oldest);
    this.removed.set(id, clock);
    this.scheduleFlush();
  }

  /** An entry that can be the sender's own, rather than an echo of what the relay sent it about somebody else. */
  private isClaim({ clientId, clock, state }: AwarenessEntry): boolean {
    if (state === undefined) return false;
    const stamped = this.records.get(clientId)?.clock ?? this.departed.get(clientId);
    return stamped === undefined || clock < EARLIEST_STAMP || clock > stamped;
  }

  private stamp(lastClock: number): number {
    return Math.max(lastClock + 1, Math.floor((this.clock.now() - EPOCH) / PRESENCE_INTERVAL_MS));
  }

  private scheduleFlush(): void {
    if (this.flush.kind === 'due' || this.isResting) return;
    let isCancelled = false;
    this.flush = { kind: 'due', cancel: () => (isCancelled = true) };
    this.clock.soon(() => {
      if (!isCancelled) this.send();
    });
  }

  private send(): void {
    this.flush = { kind: 'none' };
    if (this.changed.size === 0 && this.removed.size === 0) return;
    const gone = [...this.removed].map(([clientId, clock]) => ({ clientId, clock, state: undefined }));
    const changed = [...this.changed];
    this.removed.clear();
    this.changed.clear();

    for (const id of changed) {
      const record = this.records.get(id);
      // Stamped here and not when it came: once a tick at most, so that stamps do not run ahead of the time.
      if (record !== undefined) record.clock = this.stamp(record.clock);
    }

    const removals = encodeInBatches(gone);
    const changes = encodeInBatches(this.entriesOf(changed, undefined));
    for (const [participant, { id, isShown }] of this.members) {
      if (!isShown) continue;
      for (const update of removals) participant.showPresence(update, 'removals');
      const isMover = id !== undefined && changed.includes(id);
      const shown = isMover ? encodeInBatches(this.entriesOf(changed, id)) : changes;
      for (const update of shown) participant.showPresence(update, 'changes');
    }
    this.rest();
  }

  private rest(): void {
    this.isResting = true;
    this.cancelRest = this.clock.after(PRESENCE_INTERVAL_MS, () => {
      this.isResting = false;
      if (this.changed.size > 0 || this.removed.size > 0) this.scheduleFlush();
    });
  }

  private entriesOf(ids: Iterable<number>, except: number | undefined): AwarenessEntry[] {
    const entries: AwarenessEntry[] = [];
    for (const id of ids) {
      const record = this.records.get(id);
      if (record !== undefined && id !== except)
        entries.push({ clientId: id, clock: record.clock, state: record.state });
    }
    return entries;
  }
}

/** Clients send back what they hear, so no message may be larger than what the relay takes. */
function encodeInBatches(entries: readonly AwarenessEntry[]): Uint8Array[] {
  const batches: Uint8Array[] = [];
  for (let i = 0; i < entries.length; i += BATCH) batches.push(encodeAwareness(entries.slice(i, i + BATCH)));
  return batches;
}

const BATCH = Math.floor(MAX_PRESENCE_MESSAGE_BYTES / (MAX_PRESENCE_BYTES + 32));

/** One participant of a room. */
export interface RosterEntry {
  readonly participant: Participant;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** Its awareness state as JSON in UTF-8; undefined when it shows none. */
  readonly state: Uint8Array | undefined;
}

interface PresenceRecord {
  readonly owner: Participant;
  state: Uint8Array;
  clock: number;
  contender: { readonly participant: Participant; readonly state: Uint8Array } | undefined;
}

interface PresenceMember {
  readonly joinedAt: number;
  /** Set once, by the first entry that can be its own. */
  id: number | undefined;
  /** Whether it has been told of the others. */
  isShown: boolean;
}

/**
 * Stamps count ticks of PRESENCE_INTERVAL_MS from here: a record moves once a tick at most, so stamps keep to the time
 * and go on growing across a restart; and they fit into 32 bits, which clients in Rust count clocks with.
 */
const EPOCH = Date.UTC(2026, 0, 1);

/** Clients count their own clock from 0, one for each change; no session gets this far. */
const EARLIEST_STAMP = 1_000_000;
