import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { encodeStateVector, type StateVector } from '../../../shared/guard/stateVector.ts';
import { advance, type ClockRange, inspectUpdate } from '../../../shared/guard/updateGuard.ts';
import { SyncType } from '../../../shared/protocol/messageType.ts';
import { addressOf, greeting, readMessage, syncMessage, type Target } from './dialect.ts';
import type { RoomStream } from './roomStream.ts';

/** One connection. With a Y.Doc it keeps the text; without one it only counts what it has got, which costs little. */
export class Client {
  readonly target: Target;
  readonly doc: Y.Doc | undefined;
  /** What it has, by the updates that came. */
  readonly known: StateVector = new Map();
  /** Bytes that came. */
  bytes = 0;
  /** Messages of its own which the server says it has stored, its answer to the server's step 1 included. */
  saved = 0;
  /** Called with what a message brought. */
  onNews: ((ranges: readonly ClockRange[]) => void) | undefined;
  readonly #socket: WebSocket;
  readonly #stream: RoomStream | undefined;
  #position = 0;
  #synced: () => void = () => undefined;

  private constructor(target: Target, { doc, stream }: ClientOptions) {
    this.target = target;
    this.doc = doc;
    this.#stream = stream;
    this.#socket = new WebSocket(addressOf(target), { perMessageDeflate: false, maxPayload: 0 });
    this.#socket.on('message', (data: Buffer) => this.#receive(data));
  }

  /** Resolves when it has the room's state; rejects when the connection closes before that. */
  static join(target: Target, options: ClientOptions = {}): Promise<Client> {
    const client = new Client(target, options);
    return new Promise((resolve, reject) => {
      client.#synced = () => resolve(client);
      client.#socket.on('error', reject);
      client.#socket.on('close', (code) => reject(new Error(`A client was closed with ${code}.`)));
      client.#socket.on('open', () => client.#greet());
    });
  }

  /** Everything that it was sent is complete. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends an update; the bytes of one that is prepared once may be sent by many. */
  send(update: Uint8Array): void {
    this.#socket.send(syncMessage(this.target, SyncType.update, update));
  }

  /** Makes an edit in its document and sends it. */
  edit(change: (text: Y.Text) => void): void {
    const { doc } = this;
    if (doc === undefined) throw new Error('This client has no document.');
    const send = (update: Uint8Array) => this.send(update);
    doc.on('update', send);
    doc.transact(() => change(doc.getText('code')));
    doc.off('update', send);
    this.known.set(doc.clientID, Y.getState(doc.store, doc.clientID));
  }

  close(): void {
    this.#socket.terminate();
    this.doc?.destroy();
  }

  #greet(): void {
    if (this.target.dialect === 'bare') {
      this.#synced();
      return;
    }
    const hello = greeting(this.target);
    if (hello !== undefined) this.#socket.send(hello);
    this.#socket.send(syncMessage(this.target, SyncType.step1, encodeStateVector(this.known)));
  }

  #receive(data: Buffer): void {
    this.bytes += data.length;
    const stream = this.#stream;
    const repeated = stream?.at(this.#position, data);
    const heard = repeated?.heard ?? readMessage(this.target, data);
    switch (heard.kind) {
      case 'step1':
        this.#socket.send(syncMessage(this.target, SyncType.step2, EMPTY_UPDATE));
        return;
      case 'saved':
        this.saved = heard.count;
        return;
      case 'acknowledged':
        this.saved++;
        return;
      case 'other':
        return;
      case 'step2':
      case 'update': {
        if (this.doc !== undefined) Y.applyUpdate(this.doc, heard.payload, 'server');
        const ranges = repeated?.ranges ?? rangesOf(heard.payload, this.known);
        if (heard.kind === 'update') {
          if (repeated === undefined) stream?.note(this.#position, { bytes: data, heard, ranges });
          this.#position++;
        }
        advance(this.known, ranges);
        if (heard.kind === 'step2') this.#synced();
        this.onNews?.(ranges);
      }
    }
  }
}

export interface ClientOptions {
  readonly doc?: Y.Doc;
  /** Shared by clients of one room that are sent the same. */
  readonly stream?: RoomStream;
}

/** The guard doubles as the check that nothing is missing. */
function rangesOf(update: Uint8Array, known: StateVector): readonly ClockRange[] {
  const verdict = inspectUpdate(update, known);
  if (verdict.kind !== 'accepted') throw new Error(`A client got an update with a fault: ${verdict.kind}.`);
  return verdict.ranges;
}

const EMPTY_UPDATE = Uint8Array.of(0, 0);
