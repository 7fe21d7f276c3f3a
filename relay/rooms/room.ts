import { encodeStateVector, type StateVector } from '../../shared/guard/stateVector.ts';
import { MAX_PARTICIPANTS } from '../../shared/limits.ts';
import type { CompletionsInfo, ControlMessage } from '../../shared/protocol/control.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { Account } from '../costs/ledger.ts';
import { noMetrics, type RelayMetrics } from '../metrics/relayMetrics.ts';
import type { RoomRecord, StoredRoom } from '../store/roomStore.ts';
import { DeletedRanges } from './deletedRanges.ts';
import type { Measure } from './documents/measureUpdates.ts';
import { Intake } from './intake.ts';
import type { Lane, LaneEntry, WaitingEdit, TakenEdit } from './lane.ts';
import { NewClients } from './newClients.ts';
import type { CommittedTurn, CommittedUpdate, Participant, SentUpdate } from './participant.ts';
import { Presence } from './presence.ts';
import { PresenceStamps } from './presenceStamps.ts';
import { type Reception, type Refused, refused, type RoomRefusal } from './reception.ts';
import { RelayEdits } from './relayEdits.ts';
import { RoomCapacity, sizeOf } from './roomCapacity.ts';
import type { RoomDocument, Soon } from './roomDocument.ts';
import type { RoomParts } from './roomParts.ts';
import { RoomSnapshots } from './roomSnapshots.ts';
import { SavingNotice } from './savingNotice.ts';

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
  /** Who takes part and what they show. Whoever joins and leaves the room is entered here by the room alone. */
  readonly presence: Presence;
  readonly #parts: RoomParts;
  readonly #lane: Lane;
  readonly #document: RoomDocument;
  readonly #intake: Intake;
  readonly #participants = new Set<Participant>();
  readonly #known: StateVector;
  readonly #snapshots: RoomSnapshots;
  readonly #relayEdits: RelayEdits;
  #description: RoomRecord;
  #lastSequence: number;
  /** Whether participants have to hear that edits are not stored. */
  readonly saving = new SavingNotice((current) => this.#tellOfSaving(current));
  /** What is answered to whoever comes once the room is closed. */
  #end: Refused | undefined;

  /** `document` is made of `stored`, and `measure` is what it has said of itself. */
  constructor(stored: StoredRoom, document: RoomDocument, measure: Measure, parts: RoomParts) {
    this.id = stored.record.id;
    this.#parts = parts;
    this.metrics = parts.metrics ?? noMetrics;
    this.#description = stored.record;
    this.#document = document;
    const known = (this.#known = measure.known);
    this.#lane = parts.commits.openLane({
      committed: (entries) => this.#committed(entries),
      delayed: () => this.#delayed(),
      lost: (why) => this.#parts.onLost?.(why),
    });
    const lane = this.#lane;
    const deleted = new DeletedRanges(measure.deleted);
    parts.claim?.measures({ document, lane, known, deleted });
    const capacity = new RoomCapacity({ ...parts, document, lane }, sizeOf(known, deleted, measure));
    const newClients = new NewClients(known, parts.ledger?.accountOf(this.id));
    this.#intake = new Intake({ known, deleted, capacity, newClients });
    this.presence = new Presence(parts.clock, new PresenceStamps(parts.clock, stored.record.updatedAt));
    this.#snapshots = new RoomSnapshots(stored, { ...parts, document: this.#document });
    this.#lastSequence = (stored.snapshot?.sequence ?? 0) + stored.updates.length;
    this.#relayEdits = new RelayEdits({
      document: this.#document,
      intake: this.#intake,
      known,
      newAuthor: () => this.newAuthor(),
      clock: parts.clock,
      append: (edit, onSettled) => this.#append(edit, { onSettled }),
    });
  }

  get record(): RoomRecord {
    return this.#description;
  }

  /** Who completes in this room, and whether its owner lets a model see its text. */
  get completions(): CompletionsInfo {
    const { engine, model } = this.#parts.completions ?? { engine: 'local', model: null };
    return { engine, model, allowed: this.#description.modelCompletions };
  }

  get participantCount(): number {
    return this.#participants.size;
  }

  get unstoredCount(): number {
    return this.#lane.count;
  }

  /** True when a load would have to replay updates. */
  get isAheadOfSnapshot(): boolean {
    return this.#snapshots.isBehind;
  }

  /** About how many structs it has. */
  get structs(): number {
    return this.#document.structs;
  }

  /** True when loading it takes the event loop noticeably. */
  get isLarge(): boolean {
    return this.#document.isLarge;
  }

  /** The text on disk. */
  text(): Soon<string> {
    return this.#document.text();
  }

  /** False when the room is full. Before that the oldest of those who take part in nothing has to go. */
  join(participant: Participant): boolean {
    if (this.#participants.size >= MAX_PARTICIPANTS) {
      const silent = [...this.#participants].find(({ isSilent }) => isSilent === true);
      if (silent === undefined) return false;
      this.metrics.connectionRefused('silent');
      silent.close(refuse('roomFullOfSilence'));
    }
    this.#participants.add(participant);
    this.presence.join(participant);
    this.#tellOfRoster();
    return true;
  }

  leave(participant: Participant): void {
    if (!this.#participants.delete(participant)) return;
    this.presence.leave(participant);
    this.#tellOfRoster();
  }

  /** What the room has heard of, stored or not: a client sends what is beyond it. */
  stateVector(): Uint8Array {
    return encodeStateVector(this.#known);
  }

  /** What is on disk and not in `known`, as one update. A promise is of what is on disk at the time of the call. */
  difference(known: StateVector, account?: Account): Soon<Uint8Array> {
    return this.#document.difference(known, account);
  }

  /** What is on disk, as the updates that make it. */
  storedUpdates(): readonly Uint8Array[] {
    return this.#document.updates;
  }

  /** The state vector of somebody who got every turn until now. */
  deliveredVector(): StateVector {
    return this.#document.stateVector();
  }

  receive(sender: Participant, sent: SentUpdate, update: Uint8Array): Reception {
    // What a participant said before it left may come when the room has ended.
    if (this.#end !== undefined) return this.#end;
    const taken = this.#intake.take(update, sent.kind, sender.account);
    switch (taken.kind) {
      case 'taken':
        this.#append(taken.edit, { sender, sent, since: this.metrics.now() });
        return ACCEPTED;
      case 'nothing new':
        this.#acknowledge(sender, sent);
        return ACCEPTED;
      case 'gap':
        this.metrics.frameRefused('gap');
        return taken;
      case 'refused':
        this.metrics.frameRefused(taken.cause);
        return taken;
    }
  }

  /** Makes `text` the room's text by a small edit; resolves when that is on disk, rejects with RefusedError. */
  replaceText(text: string): Promise<void> {
    return this.#relayEdits.replaceText(text);
  }

  /** A Yjs client id that has written nothing into this room. */
  newAuthor(): number {
    for (;;) {
      const author = this.#parts.random(4).readUInt32LE();
      if (!this.#known.has(author)) return author;
    }
  }

  /** Name, language or the owner's consent have changed. */
  describe(record: RoomRecord): void {
    this.#description = record;
    const { name, language } = record;
    this.notify({ kind: 'room', name, language, completions: this.completions });
  }

  notify(message: ControlMessage): void {
    for (const participant of this.#participants) participant.notify(message);
  }

  /** Resolves when nothing of this room waits to be stored. */
  whenStored(): Promise<void> {
    return this.#lane.whenEmpty();
  }

  /** Writes what is on disk as one state, so that the next load is quick. A failure is logged: the log has it all. */
  saveSnapshot(): Promise<void> {
    return this.#snapshots.save(this.#description.updatedAt);
  }

  /** Ends the room for everybody in it, gives up what is not on disk, and lets go of timers and memory. */
  close(refusal: RoomRefusal): void {
    this.#end = refused(refusal);
    this.#relayEdits.close(this.#end);
    for (const participant of [...this.#participants]) participant.close(refusal);
    this.#snapshots.close();
    this.#lane.close(this.#end);
    this.presence.dispose();
    this.#document.dispose();
    this.#parts.claim?.end();
  }

  #tellOfRoster(): void {
    for (const participant of this.#participants) participant.rosterChanged?.();
  }

  #append({ update, ranges, structs }: TakenEdit, origin: EditOrigin): void {
    const { sender, sent, since, onSettled } = origin;
    const row = {
      roomId: this.id,
      sequence: ++this.#lastSequence,
      participant: sender?.id ?? RELAY,
      update,
      createdAt: new Date(this.#parts.clock.now()),
    };
    this.#lane.add({ row, ranges, structs, sender, sent, since, onSettled });
  }

  /** For an update with nothing new. It may repeat what still waits to be stored, so it keeps its place in the order. */
  #acknowledge(sender: Participant, sent: SentUpdate): void {
    if (this.#lane.count > 0) {
      this.#lane.add({ row: undefined, sender, sent });
      return;
    }
    sender.stored(sent);
    sender.deliver(NOTHING_NEW);
  }

  #committed(entries: readonly LaneEntry[]): void {
    const updates: CommittedUpdate[] = [];
    let since: number | undefined;
    let bytes = 0;
    for (const entry of entries) {
      const { row, sender, sent } = entry;
      if (row !== undefined) {
        this.#document.append(row.update, entry.ranges, entry.structs);
        bytes += row.update.length;
        updates.push({ sender, update: row.update });
        since ??= entry.since;
      }
      if (sent !== undefined) sender?.stored(sent);
      if (row !== undefined) entry.onSettled?.(undefined);
    }
    this.#snapshots.stored(updates.length, bytes);
    this.#description = { ...this.#description, updatedAt: new Date(this.#parts.clock.now()) };
    const turn: CommittedTurn = { updates };
    for (const participant of this.#participants) participant.deliver(turn);
    this.saving.set('rows wait', false);
    if (since !== undefined) this.metrics.broadcast(since);
    if (this.#snapshots.isDue) void this.saveSnapshot();
  }

  #delayed(): void {
    if (!this.saving.set('rows wait', true)) return;
    this.#parts.log.warn({ room: this.id, updates: this.#lane.count }, 'updates wait to be stored');
  }

  #tellOfSaving(current: ControlMessage | undefined): void {
    for (const participant of this.#participants) {
      if (current === undefined) participant.savingAgain?.();
      else participant.notify(current);
    }
  }
}

/** Where an edit comes from, and who waits for it. */
type EditOrigin = Pick<WaitingEdit, 'sender' | 'sent' | 'since' | 'onSettled'>;

/** The participant that the log names for the relay's own edits. */
const RELAY = 'relay';

const ACCEPTED: Reception = { kind: 'accepted' };

const NOTHING_NEW: CommittedTurn = { updates: [] };
