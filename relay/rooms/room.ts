import type { AwarenessEntry } from '../../shared/document/awarenessGuard.ts';
import { encodeStateVector, type StateVector } from '../../shared/document/stateVector.ts';
import { advance, inspectUpdate } from '../../shared/document/updateGuard.ts';
import { MAX_PARTICIPANTS, SNAPSHOT_AFTER_BYTES, SNAPSHOT_AFTER_UPDATES } from '../../shared/limits.ts';
import type { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { ControlMessage } from '../../shared/protocol/control.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { noMetrics, type RelayMetrics } from '../metrics/relayMetrics.ts';
import type { RandomBytes } from '../random.ts';
import type { RoomRecord, RoomStore, StoredRoom } from '../store/roomStore.ts';
import type { CommitQueue, Lane } from './commitQueue.ts';
import type { CommittedTurn, CommittedUpdate, Participant, SentUpdate } from './participant.ts';
import { Presence, type RosterEntry } from './presence.ts';
import { type Reception, RoomRefusal } from './reception.ts';
import { RoomCapacity } from './roomCapacity.ts';
import { RoomDocument } from './roomDocument.ts';

/** What every room is made with. */
export interface RoomParts {
  readonly store: RoomStore;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
  readonly metrics?: RelayMetrics;
}

/**
 * A room that is open: its participants, its document and its way to the disk.
 *
 * 1. An update passes the guard and is appended; only when it is on disk is anybody told, its sender included.
 * 2. `known` runs ahead of `document` by what waits to be stored. It only serves the guard and sync step 1.
 * 3. While anything waits to be stored the room has to stay open (`whenStored`).
 */
export class Room {
  readonly id: RoomId;
  /** Where sessions, too, count what they refuse. */
  readonly metrics: RelayMetrics;
  private readonly parts: RoomParts;
  private readonly lane: Lane;
  private readonly document: RoomDocument;
  private readonly capacity: RoomCapacity;
  private readonly presence: Presence;
  private readonly participants = new Set<Participant>();
  private readonly known: StateVector;
  private description: RoomRecord;
  private pending: PendingUpdate[] = [];
  private lastSequence: number;
  private storedSequence: number;
  private snapshotSequence: number;
  private bytesSinceSnapshot: number;
  private snapshotRun: Promise<void> | undefined;
  private isDelayed = false;
  private isClosed = false;
  private storedWaiters: (() => void)[] = [];
  private textEdits: Promise<void> = Promise.resolve();
  private author: number;

  /** Throws CorruptDocumentError when what is stored does not make a whole document. */
  constructor(stored: StoredRoom, parts: RoomParts) {
    this.id = stored.record.id;
    this.parts = parts;
    this.metrics = parts.metrics ?? noMetrics;
    this.description = stored.record;
    this.document = new RoomDocument(stored, parts.clock);
    this.known = this.document.stateVector();
    this.lane = parts.commits.openLane({
      committed: (count) => this.committed(count),
      delayed: () => this.delayed(),
    });
    this.capacity = new RoomCapacity(this.document, this.lane, parts.commits, parts.clock);
    this.presence = new Presence(parts.clock);
    this.snapshotSequence = stored.snapshot?.sequence ?? 0;
    this.storedSequence = this.lastSequence = this.snapshotSequence + stored.updates.length;
    this.bytesSinceSnapshot = stored.updates.reduce((sum, { update }) => sum + update.length, 0);
    this.author = this.newAuthor();
  }

  get record(): RoomRecord {
    return this.description;
  }

  get participantCount(): number {
    return this.participants.size;
  }

  get unstoredCount(): number {
    return this.pending.length;
  }

  /** True when a load would have to replay updates. */
  get isAheadOfSnapshot(): boolean {
    return this.storedSequence > this.snapshotSequence;
  }

  /** The text on disk. */
  text(): string {
    return this.document.text();
  }

  /** False when the room is full. */
  join(participant: Participant): boolean {
    if (this.participants.size >= MAX_PARTICIPANTS) return false;
    this.participants.add(participant);
    this.presence.join(participant);
    this.tellOfRoster();
    return true;
  }

  leave(participant: Participant): void {
    if (!this.participants.delete(participant)) return;
    this.presence.leave(participant);
    this.tellOfRoster();
  }

  /** What the room has heard of, stored or not: a client sends what is beyond it. */
  stateVector(): Uint8Array {
    return encodeStateVector(this.known);
  }

  /** What is on disk and not in `known`, as one update. */
  difference(known: StateVector): Uint8Array {
    return this.document.difference(known);
  }

  /** The state vector of somebody who got every turn until now. */
  deliveredVector(): StateVector {
    return this.document.stateVector();
  }

  receive(sender: Participant, sent: SentUpdate, update: Uint8Array): Reception {
    const verdict = inspectUpdate(update, this.known);
    if (verdict.kind === 'gap') {
      this.metrics.frameRefused('gap');
      return verdict;
    }
    if (verdict.kind === 'refused') {
      this.metrics.frameRefused('malformed');
      return { kind: 'refused', cause: 'malformed', message: verdict.message };
    }
    if (!verdict.isNew || (sent.kind === 'step2' && this.repeatsDeletions(update, verdict.ranges.length))) {
      this.acknowledge(sender, sent);
      return { kind: 'accepted' };
    }
    const refusal = this.capacity.take(update, verdict.insertedUnits);
    if (refusal !== undefined) {
      this.metrics.frameRefused(refusal.cause);
      return refusal;
    }
    advance(this.known, verdict.ranges);
    this.append(update, { sender, sent });
    return { kind: 'accepted' };
  }

  /** Makes `text` the room's text by a small edit; resolves when that is on disk, rejects with RoomRefusal. */
  replaceText(text: string): Promise<void> {
    // One after the other: each has to begin with the text that the one before left.
    const run = this.textEdits.then(() => this.replaceStoredText(text));
    this.textEdits = run.catch(() => undefined);
    return run;
  }

  /** Who takes part, in the order in which they came. */
  roster(): readonly RosterEntry[] {
    return this.presence.roster();
  }

  announce(sender: Participant, entries: readonly AwarenessEntry[]): void {
    this.presence.announce(sender, entries);
  }

  /** The presence id that a participant has announced. */
  presenceIdOf(participant: Participant): number | undefined {
    return this.presence.idOf(participant);
  }

  /** Tells a participant who else is here, if it has not been told yet. */
  introduce(participant: Participant): void {
    this.presence.introduce(participant);
  }

  /** Tells a participant what everybody shows. */
  showPresence(participant: Participant): void {
    this.presence.showAll(participant);
  }

  /** Name or language have changed. */
  describe(record: RoomRecord): void {
    this.description = record;
    this.notify({ kind: 'room', name: record.name, language: record.language });
  }

  notify(message: ControlMessage): void {
    for (const participant of this.participants) participant.notify(message);
  }

  /** Resolves when nothing of this room waits to be stored. */
  whenStored(): Promise<void> {
    if (this.pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.storedWaiters.push(resolve));
  }

  /** Writes what is on disk as one state, so that the next load is quick. A failure is logged: the log has it all. */
  saveSnapshot(): Promise<void> {
    this.snapshotRun ??= this.writeSnapshot().finally(() => (this.snapshotRun = undefined));
    return this.snapshotRun;
  }

  /** Ends the room for everybody in it, gives up what is not on disk, and lets go of timers and memory. */
  close(code: CloseCode, reason: string): void {
    this.isClosed = true;
    for (const participant of [...this.participants]) participant.close(code, reason);
    for (const { onSettled } of this.pending.splice(0)) onSettled?.('gone');
    this.presence.dispose();
    this.document.dispose();
    this.lane.close();
    this.resolveWaiters();
  }

  private async replaceStoredText(text: string): Promise<void> {
    if (this.isClosed) throw GONE;
    // What waits to be stored is not in the document yet; an author among it would use the same clocks twice.
    if ((this.known.get(this.author) ?? 0) !== this.document.clockOf(this.author))
      this.author = this.newAuthor();
    const update = this.document.change(text, this.author);
    if (update === undefined) return;
    const verdict = inspectUpdate(update, this.known);
    if (verdict.kind !== 'accepted')
      throw new Error(`The guard says "${verdict.kind}" to the relay's own edit.`);
    const refusal = this.capacity.take(update, verdict.insertedUnits);
    if (refusal !== undefined) throw new RoomRefusal(refusal);
    advance(this.known, verdict.ranges);
    const outcome = await new Promise((resolve) => this.append(update, { onSettled: resolve }));
    if (outcome === 'gone') throw GONE;
  }

  /** A Yjs client id that has written nothing into this room. */
  newAuthor(): number {
    for (;;) {
      const author = this.parts.random(4).readUInt32LE();
      if (!this.known.has(author)) return author;
    }
  }

  private tellOfRoster(): void {
    for (const participant of this.participants) participant.rosterChanged?.();
  }

  private append(update: Uint8Array, from: Omit<PendingUpdate, 'update' | 'since'>): void {
    this.pending.push({ ...from, update, since: this.metrics.now() });
    this.lastSequence++;
    this.lane.add({
      roomId: this.id,
      sequence: this.lastSequence,
      participant: from.sender?.id ?? RELAY,
      update,
      createdAt: new Date(this.parts.clock.now()),
    });
  }

  /** For an update with nothing new. It may repeat what still waits to be stored, so it keeps its place in the order. */
  private acknowledge(sender: Participant, sent: SentUpdate): void {
    if (this.pending.length > 0) {
      this.pending.push({ sender, sent });
      return;
    }
    sender.stored(sent);
    sender.deliver(NOTHING_NEW);
  }

  /** Every reconnection repeats all deletions of a document: storing them each time would only fill the log. */
  private repeatsDeletions(update: Uint8Array, insertedRanges: number): boolean {
    return insertedRanges === 0 && this.document.hasDeletionsOf(update);
  }

  private committed(count: number): void {
    const updates: CommittedUpdate[] = [];
    const since = this.pending.find(({ since }) => since !== undefined)?.since;
    for (const { sender, sent, update, onSettled } of this.takeStored(count)) {
      if (update !== undefined) {
        this.document.append(update);
        this.bytesSinceSnapshot += update.length;
        updates.push({ sender, update });
      }
      if (sent !== undefined) sender?.stored(sent);
      onSettled?.('stored');
    }
    this.storedSequence += count;
    this.isDelayed = false;
    this.description = { ...this.description, updatedAt: new Date(this.parts.clock.now()) };
    const turn: CommittedTurn = { updates };
    for (const participant of this.participants) participant.deliver(turn);
    if (since !== undefined) this.metrics.broadcast(since);
    this.resolveWaiters();
    if (this.isSnapshotDue()) void this.saveSnapshot();
  }

  /** The oldest `count` updates, and with them what brought nothing new up to the next one. */
  private takeStored(count: number): PendingUpdate[] {
    let updates = 0;
    const next = this.pending.findIndex(({ update }) => update !== undefined && ++updates > count);
    return this.pending.splice(0, next === -1 ? this.pending.length : next);
  }

  private delayed(): void {
    if (this.isDelayed) return;
    this.isDelayed = true;
    this.parts.log.warn({ room: this.id, updates: this.pending.length }, 'updates wait to be stored');
    this.notify(NOT_SAVED);
  }

  private resolveWaiters(): void {
    if (this.pending.length > 0) return;
    const waiters = this.storedWaiters;
    this.storedWaiters = [];
    for (const resolve of waiters) resolve();
  }

  private isSnapshotDue(): boolean {
    const updates = this.storedSequence - this.snapshotSequence;
    return updates >= SNAPSHOT_AFTER_UPDATES || this.bytesSinceSnapshot >= SNAPSHOT_AFTER_BYTES;
  }

  private async writeSnapshot(): Promise<void> {
    const sequence = this.storedSequence;
    const bytes = this.bytesSinceSnapshot;
    try {
      const snapshot = { sequence, state: this.document.state(), text: this.document.text() };
      await this.parts.store.saveSnapshot(this.id, snapshot, this.description.updatedAt);
    } catch (error) {
      if (this.isClosed) return;
      this.parts.log.warn(
        { err: error, room: this.id },
        'a snapshot could not be written; the log has everything',
      );
    }
    // After a failure, too: the next attempt is due when as much has been added again.
    this.snapshotSequence = sequence;
    this.bytesSinceSnapshot -= bytes;
  }
}

interface PendingUpdate {
  /** Undefined for the relay's own edits, as `sent`. */
  readonly sender?: Participant;
  readonly sent?: SentUpdate;
  /** Undefined when it brings nothing new: then only its place in the order counts. */
  readonly update?: Uint8Array;
  /** When it came in, by the time of the metrics. */
  readonly since?: number;
  readonly onSettled?: (outcome: 'stored' | 'gone') => void;
}

/** The participant that the log names for the relay's own edits. */
const RELAY = 'relay';

const NOTHING_NEW: CommittedTurn = { updates: [] };

const GONE = new RoomRefusal({ kind: 'refused', cause: 'gone', message: 'This room has been deleted.' });

const NOT_SAVED = {
  kind: 'notice',
  code: 'not_saved',
  message: 'The relay cannot store edits at the moment. It keeps trying; keep your window open until it has.',
} as const;
