import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Log } from '../../client/ports.ts';
import { trustEveryRelay } from '../../client/relay/relayTrust.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { Connection } from '../../client/session/connection.ts';
import { UnsavedEdits } from '../../client/session/unsavedEdits.ts';
import type { Clock } from '../../relay/clock.ts';
import { Departures } from '../../relay/costs/departures.ts';
import { FREE_ACCOUNT } from '../../relay/costs/ledger.ts';
import type { Room } from '../../relay/rooms/room.ts';
import type { ByteSink } from '../../relay/socket/outbox.ts';
import { SyncSession } from '../../relay/socket/syncSession.ts';
import { MessageType } from '../../shared/protocol/messageType.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { type FakeSocket, fakeSockets } from '../support/fakeSocket.ts';
import { ManualClock } from '../support/manualClock.ts';

/** The relay as a link sees it. */
export interface LinkedHub {
  readonly room: Room;
  /** A message has been moved on, in whichever direction. */
  received(): void;
}

/** What a window keeps on its own disk of a room. */
export interface KeptState {
  readonly state: Uint8Array;
  readonly unsaved: Uint8Array | undefined;
}

/**
 * The connection of one client, as the window's own code makes it, and its edits that are unacknowledged. Messages lie
 * in it until the test moves them on; it comes back when the test says so.
 */
export class RelayLink {
  readonly unsaved = new UnsavedEdits();
  readonly #hub: LinkedHub;
  readonly #doc: Y.Doc;
  readonly #clock = new ManualClock();
  readonly #connection: Connection;
  readonly #up: Uint8Array[] = [];
  readonly #down: Uint8Array[] = [];
  /** The one that was opened last. */
  #socket: FakeSocket | undefined;
  #session: SyncSession | undefined;

  constructor(hub: LinkedHub, doc: Y.Doc) {
    this.#hub = hub;
    this.#doc = doc;
    this.#connection = new Connection({
      ...{ doc, awareness: emptyAwareness(doc), roomId: ROOM_ID, clock: this.#clock, log: STRICT_LOG },
      ...{ relayUrl: RELAY_URL, trust: trustEveryRelay, random: () => 0 },
      socket: fakeSockets((socket) => (this.#socket = socket)),
      listener: {
        changed: () => undefined,
        opened: () => this.unsaved.connectionOpened(),
        handedIn: (message) => this.unsaved.handedIn(message),
        metStranger: () => undefined,
        control: (message) => {
          if (message.kind === 'saved') this.unsaved.saved(message.updates);
        },
      },
    });
    doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) this.unsaved.add(update, this.#connection.sendUpdate(update));
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
    if (isDown) this.#deliver(message);
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
    if (session === undefined) return;
    this.#socket?.end();
    session.disconnected();
  }

  connect(): void {
    if (this.#session) return;
    this.#connection.connect();
    this.#connection.reconnectNow();
    const socket = this.#socket;
    const session: SyncSession = new SyncSession({
      id: `p${this.#doc.clientID}`,
      room: this.#hub.room,
      clock: STILL,
      account: FREE_ACCOUNT,
      departures: new Departures(STILL),
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
    session.open();
    if (socket === undefined) throw new Error('The connection has opened no socket.');
    socket.onsent = (message) => {
      // Which window this is concerns presence alone, so it takes no turn among the messages that a history moves.
      if (message[0] === MessageType.control) session.receive(message);
      else this.#up.push(message);
    };
    socket.open();
  }

  /** A message arrives, and time enough passes for it to be taken in. */
  #deliver(message: Uint8Array): void {
    this.#socket?.say(Uint8Array.from(message).buffer);
    this.#clock.advance(FRAME_MS);
  }
}

/** Shows nothing, and has no timer. */
function emptyAwareness(doc: Y.Doc): Awareness {
  const awareness = new Awareness(doc);
  clearInterval(awareness._checkInterval as NodeJS.Timeout);
  awareness.setLocalState(null);
  return awareness;
}

/** What a connection warns of must not happen here. */
const STRICT_LOG: Log = {
  info: () => undefined,
  warn: (message) => {
    throw new Error(message);
  },
  error: (message, details) => {
    throw new Error(message + JSON.stringify(details));
  },
};

/** As long as the edits of one moment are collected (client/session/incomingMessages.ts). */
const FRAME_MS = 16;
const RELAY_URL = 'http://relay.test' as RelayUrl;

export const ROOM_ID = 'fuzzfuzzfuzzfuzzfuzzfu' as RoomId;
export const STILL: Clock = {
  now: () => 0,
  steady: () => 0,
  soon: (task) => task(),
  after: () => () => undefined,
};

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
