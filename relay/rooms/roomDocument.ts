import * as Y from 'yjs';
import type { StateVector } from '../../shared/document/stateVector.ts';
import { advance, inspectUpdate } from '../../shared/document/updateGuard.ts';
import type { Clock } from '../clock.ts';
import { MAX_STATE_STRUCTS } from '../../shared/limits.ts';
import { DOCUMENT_IDLE_MS } from '../limits.ts';
import type { StoredRoom } from '../store/roomStore.ts';
import { DeletedRanges } from './deletedRanges.ts';
import { findFreshDeletions } from './freshDeletions.ts';
import { textDifference } from './textDifference.ts';

/** Stored bytes that do not make a whole document. */
export class CorruptDocumentError extends Error {
  override readonly name = 'CorruptDocumentError';
}

export interface RoomMeasure {
  readonly known: StateVector;
  readonly deleted: DeletedRanges;
  readonly textUnits: number;
}

/**
 * A room's text as it is on disk: a state, and the updates after it. The Y.Doc which makes text of them is built when
 * somebody asks, brought up to date in one go, and let go of when nobody has asked for a while: edits that only pass
 * through cost none.
 */
export class RoomDocument {
  private readonly clock: Clock;
  private base: Uint8Array | undefined;
  /** Updates after `base`; the first `applied` of them are in `doc`. */
  private tail: Uint8Array[] = [];
  private tailBytes = 0;
  /** Of `base`, and of `tail` as its updates came. */
  private baseStructs = 0;
  private tailStructs = 0;
  private doc: Y.Doc | undefined;
  private applied = 0;
  private cachedText: string | undefined;
  private cachedState: Uint8Array | undefined;
  private cancelRelease: () => void = () => undefined;
  private readonly snapshotUnits: number;

  /** Throws when rows of the log are missing. */
  constructor({ snapshot, updates }: Pick<StoredRoom, 'snapshot' | 'updates'>, clock: Clock) {
    this.clock = clock;
    this.base = snapshot?.state;
    this.snapshotUnits = snapshot?.text.length ?? 0;
    let next = (snapshot?.sequence ?? 0) + 1;
    for (const { sequence, update } of updates) {
      if (sequence !== next) throw new CorruptDocumentError(`Update ${next} of this room is missing.`);
      next++;
      this.append(update);
    }
    if (snapshot !== undefined && updates.length === 0) {
      this.cachedText = snapshot.text;
      this.releaseLater();
    }
  }

  /**
   * What a room that was just loaded holds, told from its bytes: a large document takes the event loop ten times as
   * long to decode. `textUnits` is at least the length of the text. Throws CorruptDocumentError.
   */
  measure(): RoomMeasure {
    const known: StateVector = new Map();
    const deleted = new DeletedRanges();
    let textUnits = this.snapshotUnits;
    let tailStructs = 0;
    for (const update of this.base === undefined ? this.tail : [this.base, ...this.tail]) {
      const verdict = inspectUpdate(update, known, MAX_STATE_STRUCTS);
      // What the guard would refuse today may have been let in by an earlier one: then Yjs is asked.
      if (verdict.kind !== 'accepted') return this.measureDecoded();
      advance(known, verdict.ranges);
      deleted.addAll(findFreshDeletions(update, verdict, deleted).byClient);
      if (update === this.base) {
        this.baseStructs = verdict.structs;
      } else {
        textUnits += verdict.insertedUnits;
        tailStructs += verdict.structs;
      }
    }
    this.tailStructs = tailStructs;
    return { known, deleted, textUnits };
  }

  /** At least the bytes of the state; exact after `state()`. */
  get size(): number {
    return (this.base?.length ?? 0) + this.tailBytes;
  }

  /** About the structs of the state; exact after `state()`. Counted by `measure` and with what is appended since. */
  get structs(): number {
    return this.baseStructs + this.tailStructs;
  }

  append(update: Uint8Array, structs = 0): void {
    this.tail.push(update);
    this.tailBytes += update.length;
    this.tailStructs += structs;
    this.cachedText = undefined;
    this.cachedState = undefined;
  }

  text(): string {
    return (this.cachedText ??= this.open().getText('code').toJSON());
  }

  /** Everything as one update. The same bytes are handed out until the next change. */
  state(): Uint8Array {
    if (this.cachedState === undefined) {
      if (this.base === undefined || this.tail.length > 0) {
        const doc = this.open();
        this.baseStructs = countStructs(doc);
        this.base = Y.encodeStateAsUpdate(doc);
        this.tail = [];
        this.tailBytes = 0;
        this.tailStructs = 0;
        this.applied = 0;
      }
      this.cachedState = this.base;
    }
    return this.cachedState;
  }

  /** What somebody who has `known` lacks, as one update. */
  difference(known: StateVector): Uint8Array {
    return known.size === 0 ? this.state() : Y.encodeStateAsUpdate(this.open(), Y.encodeStateVector(known));
  }

  stateVector(): StateVector {
    return Y.decodeStateVector(Y.encodeStateVector(this.open()));
  }

  clockOf(client: number): number {
    return Y.getState(this.open().store, client);
  }

  /** How many units of the text as it is here `update` deletes. */
  unitsDeletedBy(update: Uint8Array): number {
    const { store } = this.open();
    let units = 0;
    // Merged, so that a range which is named twice counts once.
    for (const [client, ranges] of Y.mergeDeleteSets([Y.decodeUpdate(update).ds]).clients) {
      const structs = store.clients.get(client) ?? [];
      for (const { clock, len } of ranges) units += unitsWithin(structs, clock, clock + len);
    }
    return units;
  }

  /** The update by which the Yjs client `author` makes the text `after`; undefined when it is that already. */
  change(after: string, author: number): Uint8Array | undefined {
    const edits = textDifference(this.text(), after);
    if (edits.length === 0) return undefined;
    // A copy: the room's own document must not hold what is not on disk.
    const copy = new Y.Doc();
    Y.applyUpdate(copy, this.state());
    copy.clientID = author;
    const text = copy.getText('code');
    const before = Y.encodeStateVector(copy);
    copy.transact(() => {
      for (const { offset, length, text: inserted } of edits.reverse()) {
        text.delete(offset, length);
        text.insert(offset, inserted);
      }
    });
    const update = Y.encodeStateAsUpdate(copy, before);
    copy.destroy();
    return update;
  }

  dispose(): void {
    this.cancelRelease();
    this.doc?.destroy();
    this.doc = undefined;
  }

  private measureDecoded(): RoomMeasure {
    const deleted = new DeletedRanges();
    for (const [client, items] of Y.createDeleteSetFromStructStore(this.open().store).clients)
      deleted.add(client, {
        starts: items.map(({ clock }) => clock),
        ends: items.map(({ clock, len }) => clock + len),
      });
    this.baseStructs = countStructs(this.open());
    return { known: this.stateVector(), deleted, textUnits: this.text().length };
  }

  /** Lets go of everything that can be made again. */
  private release(): void {
    // A copy, so that nothing which others made of the state and keep for its sake stays alive.
    this.base = this.state().slice();
    this.cancelRelease();
    this.doc?.destroy();
    this.doc = undefined;
    this.cachedText = undefined;
    this.cachedState = undefined;
  }

  private releaseLater(): void {
    this.cancelRelease();
    this.cancelRelease = this.clock.after(DOCUMENT_IDLE_MS, () => this.release());
  }

  private open(): Y.Doc {
    this.releaseLater();
    const isFresh = this.doc === undefined;
    const doc = (this.doc ??= new Y.Doc());
    if (isFresh) this.applied = 0;
    if (isFresh || this.applied < this.tail.length) {
      if (isFresh && this.base !== undefined) Y.applyUpdate(doc, this.base);
      while (this.applied < this.tail.length) this.applySome(doc);
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
        throw new CorruptDocumentError('The stored updates of this room have a gap.');
      }
    }
    return doc;
  }

  /** Yjs joins what was typed in a row only at the end of a transaction, and until then searches every piece of it. */
  private applySome(doc: Y.Doc): void {
    const end = this.applied + UPDATES_PER_TRANSACTION;
    doc.transact(() => {
      for (const update of this.tail.slice(this.applied, end)) Y.applyUpdate(doc, update);
    });
    this.applied = Math.min(end, this.tail.length);
  }
}

/** 260,000 recorded edits took 1.2 µs each by 500, 2.8 by 5,000, and 7.6 by 50,000. */
const UPDATES_PER_TRANSACTION = 500;

/** As many as the state has that is made of it now. */
function countStructs({ store }: Y.Doc): number {
  let structs = 0;
  for (const ofClient of store.clients.values()) structs += ofClient.length;
  return structs;
}

function unitsWithin(structs: (Y.Item | Y.GC)[], from: number, to: number): number {
  const last = structs.at(-1);
  if (last === undefined || last.id.clock + last.length <= from) return 0;
  let units = 0;
  for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i];
    if (struct === undefined || struct.id.clock >= to) break;
    const { clock } = struct.id;
    if (!struct.deleted) units += Math.min(to, clock + struct.length) - Math.max(from, clock);
  }
  return units;
}
