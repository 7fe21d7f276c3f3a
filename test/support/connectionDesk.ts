import assert from 'node:assert/strict';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type RelayTrust, trustEveryRelay } from '../../client/relay/relayTrust.ts';
import { parseRelayUrl, type RelayUrl } from '../../client/relay/relayUrl.ts';
import { Connection } from '../../client/session/connection.ts';
import type { ConnectionStatus } from '../../client/session/connectionState.ts';
import { type ClientMessage, readClientMessage } from '../../relay/socket/clientMessage.ts';
import { ByteWriter } from '../../shared/guard/byteWriter.ts';
import type { ControlMessage } from '../../shared/protocol/control.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { type FakeSocket, fakeSockets } from './fakeSocket.ts';
import { ManualClock } from './manualClock.ts';
import { silentLog } from './silentLog.ts';

export const ROOM_ID = 'WrRvUaJtdhFdrvWTNM0m2w' as RoomId;

/** A connection of a window to a relay that the test plays, on a clock that the test moves. */
export class ConnectionDesk {
  readonly clock = new ManualClock();
  readonly doc = docOf(1);
  readonly text = this.doc.getText('code');
  readonly awareness = new Awareness(this.doc);
  /** What the relay has of the room. */
  readonly room = docOf(2);
  readonly sockets: FakeSocket[] = [];
  /** What the session is told, in its order. */
  readonly told: string[] = [];
  readonly handedIn: number[] = [];
  readonly controls: ControlMessage[] = [];
  readonly strangers: (RelayId | undefined)[] = [];
  readonly connection: Connection;
  #status: ConnectionStatus = { kind: 'connecting' };
  #onControl: () => void = () => undefined;

  constructor({ trust = trustEveryRelay }: { trust?: RelayTrust } = {}) {
    this.awareness.setLocalState({ user: { name: 'Anna' } });
    this.connection = new Connection({
      ...{ doc: this.doc, awareness: this.awareness, roomId: ROOM_ID, clock: this.clock, log: silentLog },
      ...{ relayUrl: relayUrl('https://relay.example.org/team'), trust, random: () => 1 },
      socket: fakeSockets((socket) => this.sockets.push(socket)),
      listener: {
        changed: (status) => {
          this.#status = status;
          this.told.push(status.kind);
        },
        opened: () => this.told.push('opened'),
        handedIn: (message) => this.handedIn.push(message),
        metStranger: (id) => this.strangers.push(id),
        control: (message) => {
          this.controls.push(message);
          this.#onControl();
        },
      },
    });
    this.room.getText('code').insert(0, 'room');
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** The one that was opened last. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    assert.ok(socket, 'a socket was opened');
    return socket;
  }

  /** What the client has said on `socket`, as a relay reads it. */
  said(socket = this.socket): ClientMessage[] {
    return socket.sent.map((bytes) => readClientMessage(bytes));
  }

  kinds(socket = this.socket): string[] {
    return this.said(socket).map(({ kind }) => kind);
  }

  /** Connects, and the relay sends what it has. */
  comeOnline(): void {
    this.connection.connect();
    this.greet();
    assert.equal(this.status.kind, 'online');
  }

  /** The relay takes the newest socket and sends what it has. */
  greet(): void {
    this.socket.open();
    this.say.step1();
    this.say.step2();
  }

  /** This window writes, as a session lets it. Returns the number of the message that carries it. */
  type(text: string): number | undefined {
    const before = Y.encodeStateVector(this.doc);
    this.text.insert(0, text);
    return this.connection.sendUpdate(Y.encodeStateAsUpdate(this.doc, before));
  }

  whenControl(task: () => void): void {
    this.#onControl = task;
  }

  /** The other end says something on the newest socket, or on the one given. */
  readonly say = {
    step1: () => this.socket.say(message(MessageType.sync, SyncType.step1, Y.encodeStateVector(this.room))),
    step2: (socket = this.socket) =>
      socket.say(
        message(
          MessageType.sync,
          SyncType.step2,
          Y.encodeStateAsUpdate(this.room, Y.encodeStateVector(this.doc)),
        ),
      ),
    update: (update: Uint8Array, socket = this.socket) =>
      socket.say(message(MessageType.sync, SyncType.update, update)),
    presence: (update: Uint8Array, socket = this.socket) =>
      socket.say(message(MessageType.awareness, undefined, update)),
    control: (content: object, socket = this.socket) =>
      socket.say(message(MessageType.control, undefined, new TextEncoder().encode(JSON.stringify(content)))),
    heartbeat: () => this.socket.say(message(MessageType.awareness, undefined, Uint8Array.of(0))),
  };

  /** What somebody else at the relay writes at the end of the room, as an update. */
  theirEdit(text: string): Uint8Array {
    const before = Y.encodeStateVector(this.room);
    this.room.getText('code').insert(this.room.getText('code').length, text);
    return Y.encodeStateAsUpdate(this.room, before);
  }

  /** The names of the others whom this window sees. */
  others(): string[] {
    return [...this.awareness.getStates()].flatMap(([id, state]) =>
      id === this.awareness.clientID ? [] : (state['user'] as { name: string }).name,
    );
  }

  dispose(): void {
    this.connection.dispose();
    this.awareness.destroy();
  }
}

/** Of two who write at one place, the one with the lower id comes first. */
function docOf(clientId: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  return doc;
}

export function relayUrl(text: string): RelayUrl {
  const parsed = parseRelayUrl(text);
  assert.ok('url' in parsed);
  return parsed.url;
}

function message(type: number, syncType: number | undefined, payload: Uint8Array): ArrayBuffer {
  const writer = new ByteWriter();
  writer.writeVarUint(type);
  if (syncType !== undefined) writer.writeVarUint(syncType);
  writer.writeVarUint(payload.length);
  return Uint8Array.from([...writer.toBytes(), ...payload]).buffer;
}
