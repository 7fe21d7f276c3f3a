import * as decoding from 'lib0/decoding';
import { FREE_ACCOUNT } from '../../relay/costs/ledger.ts';
import * as encoding from 'lib0/encoding';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { UnsavedEdits } from '../../client/session/unsavedEdits.ts';
import type { Clock } from '../../relay/clock.ts';
import type { CommitQueue, LaneOwner } from '../../relay/rooms/commitQueue.ts';
import { Room } from '../../relay/rooms/room.ts';
import { RoomDocument, type Soon } from '../../relay/rooms/roomDocument.ts';
import type { ByteSink } from '../../relay/socket/outbox.ts';
import { SyncSession } from '../../relay/socket/syncSession.ts';
import type { RoomRecord, RoomStore, StoredUpdate } from '../../relay/store/roomStore.ts';
import { controlMessageSchema } from '../../shared/protocol/control.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { silentLog } from '../support/silentLog.ts';

/** Instead of a random one for every document, which takes longer than most of what happens to it. */
export const DOC_GUID = 'fuzz';

/**
 * The relay's own room and sessions, over a disk that writes when the test says so. A restart leaves what was written;
 * what was only received is gone, and every connection is cut.
 */
export class RelayHub {
  readonly #rows: StoredUpdate[] = [];
  readonly #links = new Set<RelayLink>();
  readonly #writesAtOnce: boolean;
  #waiting: StoredUpdate[] = [];
  #owner: LaneOwner | undefined;
  #room: Room;

  constructor(opening: string, { writesAtOnce = false } = {}) {
    this.#writesAtOnce = writesAtOnce;
    const doc = new Y.Doc({ guid: DOC_GUID });
    doc.clientID = 1;
    if (opening !== '') {
      doc.getText('code').insert(0, opening);
      this.#rows.push(row(1, Y.encodeStateAsUpdate(doc)));
    }
    this.#room = this.#open();
  }

  /** The text on the relay's disk. */
  get text(): string {
    return now(this.#room.text());
  }

  get room(): Room {
    return this.#room;
  }

  /** A new client, connected and in step. */
  join(doc: Y.Doc): RelayLink {
    const link = this.attach(doc);
    link.connect();
    while (link.stepAll() || this.write());
    return link;
  }

  /** A client that is not connected yet. */
  attach(doc: Y.Doc): RelayLink {
    const link = new RelayLink(this, doc);
    this.#links.add(link);
    return link;
  }

  detach(link: RelayLink): void {
    link.cut();
    this.#links.delete(link);
  }

  /** The disk takes what waits for it; everybody is told. False when nothing waited. */
  write(): boolean {
    const rows = this.#waiting;
    if (rows.length === 0) return false;
    this.#waiting = [];
    this.#rows.push(...rows);
    this.#owner?.committed(rows.length);
    return true;
  }

  restart(): void {
    for (const link of this.#links) link.cut();
    this.#waiting = [];
    this.#room = this.#open();
  }

  /** For `RelayLink`: after every message, a disk that writes at once writes. */
  received(): void {
    if (this.#writesAtOnce) this.write();
  }

  #open(): Room {
    // The room's way to the disk, without the turns of the event loop between.
    const commits = {
      bytes: 0,
      openLane: (owner: LaneOwner) => {
        this.#owner = owner;
        return {
          bytes: 0,
          add: (stored: StoredUpdate) => void this.#waiting.push(stored),
          close: () => undefined,
        };
      },
    } as unknown as CommitQueue;
    const stored = { record: RECORD, snapshot: undefined, updates: [...this.#rows] };
    const document = new RoomDocument(stored, { clock: STILL });
    return new Room(stored, document, now(document.measure()), {
      commits,
      store: {} as RoomStore,
      clock: STILL,
      log: RELAY_LOG,
      random: (count) => Buffer.alloc(count, 7),
    });
  }
}

/** Without another thread a document answers at once. */
function now<T>(answer: Soon<T>): T {
  if (answer instanceof Promise) throw new Error('This document answers later.');
  return answer;
}

/** What a window keeps on its own disk of a room. */
export interface KeptState {
  readonly state: Uint8Array;
  readonly unsaved: Uint8Array | undefined;
}

/**
 * The connection of one client, as y-websocket and our session make it: what is unacknowledged is kept and handed in
 * again. Messages lie in it until the test moves them on.
 */
export class RelayLink {
  readonly unsaved = new UnsavedEdits();
  readonly #hub: RelayHub;
  readonly #doc: Y.Doc;
  readonly #up: Uint8Array[] = [];
  readonly #down: Uint8Array[] = [];
  #session: SyncSession | undefined;

  constructor(hub: RelayHub, doc: Y.Doc) {
    this.#hub = hub;
    this.#doc = doc;
    doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) this.unsaved.add(update);
      if (origin !== this && this.#session) this.#send((encoder) => writeUpdate(encoder, update));
    });
  }

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  /** Brings back what an earlier window of this person has kept. */
  restore({ state, unsaved }: KeptState): void {
    Y.applyUpdate(this.#doc, state, 'restored');
    if (!unsaved) return;
    this.unsaved.add(unsaved);
    Y.applyUpdate(this.#doc, unsaved, 'restored');
  }

  /** Moves one message on; the other direction where the wished one is empty. False when there is none. */
  step(prefersDown: boolean): boolean {
    const isDown = this.#up.length === 0 || (prefersDown && this.#down.length > 0);
    const message = isDown ? this.#down.shift() : this.#up.shift();
    if (!message) return false;
    if (isDown) this.#receive(message);
    else this.#session?.receive(message);
    this.#hub.received();
    return true;
  }

  stepAll(): boolean {
    let hasMoved = false;
    while (this.step(true)) hasMoved = true;
    return hasMoved;
  }

  /** Cuts the connection, and loses what is on its way. */
  cut(): void {
    const session = this.#session;
    this.#session = undefined;
    this.#up.length = 0;
    this.#down.length = 0;
    session?.disconnected();
  }

  connect(): void {
    if (this.#session) return;
    const session: SyncSession = new SyncSession({
      id: `p${this.#doc.clientID}`,
      room: this.#hub.room,
      clock: STILL,
      account: FREE_ACCOUNT,
      wantsControl: true,
      relay: { id: 'r'.repeat(43), public_key: 'k' },
      sink: sinkInto((message) => this.#session === session && this.#down.push(message)),
      wire: {
        ping: () => undefined,
        terminate: () => undefined,
        close: ({ code, sentence }) => {
          throw new Error(`The relay closed a connection with ${code}: ${sentence}`);
        },
      },
      onClosed: () => undefined,
    });
    this.#session = session;
    this.unsaved.connectionOpened();
    session.open();
    this.#send((encoder) => writeSyncStep1(encoder, this.#doc));
  }

  #send(write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MessageType.sync);
    write(encoder);
    const message = encoding.toUint8Array(encoder);
    if (message[1] === SyncType.step2) this.unsaved.step2Sent();
    if (message[1] === SyncType.update) this.unsaved.updateSent();
    this.#up.push(message);
  }

  #receive(message: Uint8Array): void {
    const decoder = decoding.createDecoder(message);
    const type = decoding.readVarUint(decoder);
    if (type === MessageType.control) {
      const control = controlMessageSchema.parse(JSON.parse(decoding.readVarString(decoder)));
      if (control.kind === 'saved') this.unsaved.saved(control.updates);
    }
    if (type !== MessageType.sync) return;
    const answer = encoding.createEncoder();
    readSyncMessage(decoder, answer, this.#doc, this, (error) => {
      throw error;
    });
    if (encoding.length(answer) > 0) {
      this.#send((encoder) => encoding.writeUint8Array(encoder, encoding.toUint8Array(answer)));
    }
  }
}

const ID = 'fuzzfuzzfuzzfuzzfuzzfu' as RoomId;
const EPOCH = new Date(0);
const RECORD: RoomRecord = {
  id: ID,
  name: 'fuzz',
  language: 'plaintext',
  createdAt: EPOCH,
  updatedAt: EPOCH,
  modelCompletions: false,
  ownerTokenHash: '',
};
const RELAY_LOG = { ...silentLog, debug: () => undefined, fatal: () => undefined };
const STILL: Clock = { now: () => 0, steady: () => 0, soon: (task) => task(), after: () => () => undefined };

function row(sequence: number, update: Uint8Array): StoredUpdate {
  return { roomId: ID, sequence, participant: 'opening', update, createdAt: EPOCH };
}

/** Takes the relay's WebSocket frames apart again: small, whole and unmasked ones. */
function sinkInto(receive: (message: Uint8Array) => void): ByteSink {
  return {
    writableLength: 0,
    write: (bytes) => {
      for (let at = 0; at < bytes.length;) {
        const short = bytes[at + 1] ?? 0;
        const isLong = short === 126;
        if (short === 127) throw new Error('No frame of a fuzz case is as long as this.');
        const start = at + (isLong ? 4 : 2);
        const length = isLong ? ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0) : short;
        receive(bytes.subarray(start, start + length));
        at = start + length;
      }
      return true;
    },
    cork: () => undefined,
    uncork: () => undefined,
    on: () => undefined,
    off: () => undefined,
  };
}
