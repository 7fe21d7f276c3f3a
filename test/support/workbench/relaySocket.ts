import type { RoomLease } from '../../../relay/rooms/openRooms.ts';
import { Departures } from '../../../relay/costs/departures.ts';
import { FREE_ACCOUNT } from '../../../relay/costs/ledger.ts';
import type { ByteSink } from '../../../relay/socket/outbox.ts';
import { refuse } from '../../../shared/protocol/refusal.ts';
import type { RelayIdentity } from '../../../shared/relay/relayIdentity.ts';
import { SyncSession } from '../../../relay/socket/syncSession.ts';
import type { Clock } from '../../../relay/clock.ts';
import { Lane } from './lane.ts';

/** One window's way to the relay. */
export interface Network {
  readonly isUp: boolean;
  /** How long a message takes just now, each way. */
  delayMs(): number;
}

/** What a socket finds at the other end. */
export interface SocketHost {
  /** Whether it answers at this address now. */
  isAt(url: string): boolean;
  /** Who it is, to a client that asks with this query. */
  introduce(query: URLSearchParams): RelayIdentity;
  enter(roomId: string): Promise<RoomLease | undefined>;
  newId(): string;
  opened(socket: RelaySocket): void;
  closed(socket: RelaySocket): void;
}

interface SocketParts {
  readonly clock: Clock;
  readonly network: Network;
  readonly host: SocketHost;
}

/** The WebSocket of a simulated window, whose other end is a session of the relay. */
export class RelaySocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  readyState = 0;
  binaryType = 'arraybuffer';
  onopen: ((event: object) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly #parts: SocketParts;
  readonly #listeners = new Set<(event: { data: ArrayBuffer }) => void>();
  #onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  readonly #up: Lane;
  readonly #down: Lane;
  #session: SyncSession | undefined;

  constructor(url: string, parts: SocketParts) {
    this.#parts = parts;
    const { clock, network } = parts;
    this.#up = new Lane(clock, () => network.delayMs());
    this.#down = new Lane(clock, () => network.delayMs());
    this.#up.send(() => void this.#open(url));
  }

  /** An accessor, as everywhere: who defines another property in its place is not called by it. */
  set onmessage(listener: ((event: { data: ArrayBuffer }) => void) | null) {
    this.#onmessage = listener;
  }

  get onmessage(): ((event: { data: ArrayBuffer }) => void) | null {
    return this.#onmessage;
  }

  /** Of messages alone: nobody listens for more. */
  addEventListener(_kind: 'message', listener: (event: { data: ArrayBuffer }) => void): void {
    this.#listeners.add(listener);
  }

  send(data: Uint8Array): void {
    if (this.readyState !== this.OPEN) return;
    const message = Uint8Array.from(data);
    this.#up.send(() => this.#session?.receive(message));
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#down.cut();
    // What was sent before arrives before.
    this.#up.send(() => this.#gone());
  }

  /** The connection breaks; what is on its way is lost. */
  cut(code = 1006, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#up.cut();
    this.#down.cut();
    this.#gone();
    this.#parts.clock.soon(() => {
      if (code === 1006) this.onerror?.({});
      this.onclose?.({ code, reason });
    });
  }

  #tell(data: ArrayBuffer): void {
    for (const listener of this.#listeners) listener({ data });
    this.#onmessage?.({ data });
  }

  #gone(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.disconnected();
    this.#parts.host.closed(this);
  }

  async #open(url: string): Promise<void> {
    const { clock, network, host } = this.#parts;
    if (!host.isAt(url) || !network.isUp) {
      this.cut();
      return;
    }
    host.opened(this);
    const lease = await host.enter(new URL(url).pathname.split('/').at(-1) ?? '');
    if (this.readyState === 3) {
      lease?.release();
      return;
    }
    this.#down.send(() => {
      this.readyState = this.OPEN;
      this.onopen?.({});
    });
    if (lease === undefined) {
      this.#down.send(() => this.cut(NO_SUCH_ROOM.code, NO_SUCH_ROOM.sentence));
      return;
    }
    const session: SyncSession = new SyncSession({
      id: host.newId(),
      room: lease.room,
      clock,
      account: FREE_ACCOUNT,
      departures: new Departures(clock),
      wantsControl: true,
      relay: host.introduce(new URL(url).searchParams),
      sink: sinkInto((message) => this.#down.send(() => this.#tell(message))),
      wire: {
        ping: (payload = '') => this.#down.send(() => this.#up.send(() => session.pong(payload))),
        close: ({ code, sentence }) => this.#down.send(() => this.cut(code, sentence)),
        terminate: () => this.cut(),
      },
      onClosed: () => lease.release(),
    });
    this.#session = session;
    session.open();
  }
}

const NO_SUCH_ROOM = refuse('noSuchRoom');

/** Takes the relay's WebSocket frames apart again: whole and unmasked ones. */
function sinkInto(receive: (message: ArrayBuffer) => void): ByteSink {
  return {
    writableLength: 0,
    write: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let at = 0; at < bytes.length;) {
        const short = view.getUint8(at + 1);
        const [start, length] =
          short === 127
            ? [at + 10, Number(view.getBigUint64(at + 2))]
            : short === 126
              ? [at + 4, view.getUint16(at + 2)]
              : [at + 2, short];
        receive(Uint8Array.from(bytes.subarray(start, start + length)).buffer);
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
