import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { CloseCode } from '../../shared/protocol/closeCode.ts';
import { type AnsweringRefusal, type ClosingRefusal, refuse } from '../../shared/protocol/refusal.ts';
import type { Access } from '../access/access.ts';
import { keyIn } from '../access/keyIn.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { stopwatch } from '../costs/stopwatch.ts';
import type { Ledger } from '../costs/ledger.ts';
import type { LongWork } from '../costs/longWork.ts';
import type { Introductions } from '../identity/introduction.ts';
import { MAX_JSON_STRUCTS } from '../limits.ts';
import type { Log } from '../log.ts';
import type { RelayMetrics } from '../metrics/relayMetrics.ts';
import { isLoopback } from '../names/hostName.ts';
import { addressOf, limitedAddress } from '../names/limitedAddress.ts';
import type { RelayNames } from '../names/relayNames.ts';
import type { RandomBytes } from '../random.ts';
import type { OpenRooms } from '../rooms/openRooms.ts';
import type { Room } from '../rooms/room.ts';
import { TextAudience } from '../texts/textAudience.ts';
import { isQuick } from './clientMessage.ts';
import { Heartbeat } from './heartbeat.ts';
import { type Faucet, Inflow, type InflowParts } from './inflow.ts';
import { JsonSession } from './jsonSession.ts';
import { readWish, type Wish } from './readWish.ts';
import { rejectUpgrade } from './rejectUpgrade.ts';
import { RoomDoor } from './roomDoor.ts';
import type { Session } from './sessionParts.ts';
import { sliceReads } from './sliceReads.ts';
import { SocketShares } from './socketShares.ts';
import { SyncSession } from './syncSession.ts';
import { TurnBudget } from './turnBudget.ts';
import { answerPings, bytesOf, leave, OPTIONS, wireOf } from './webSockets.ts';

export interface UpgradeParts {
  readonly config: Pick<Config, 'trustProxy' | 'connectionsPerAddress'>;
  readonly ledger: Ledger;
  readonly longWork: LongWork;
  readonly metrics: RelayMetrics;
  readonly names: RelayNames;
  readonly access: Access;
  readonly introductions: Introductions;
  readonly openRooms: OpenRooms;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Turns HTTP upgrades into sessions, and keeps count of the connections. */
export class Upgrades {
  readonly #parts: UpgradeParts;
  readonly #heartbeat: Heartbeat;
  readonly #turns: TurnBudget;
  readonly #sockets = new Set<WebSocket>();
  readonly #shares: SocketShares;
  readonly #audiences = new WeakMap<Room, TextAudience>();
  readonly #door: RoomDoor;
  readonly #server = new WebSocketServer(OPTIONS);
  #isStopping = false;
  #onNoSockets: (() => void) | undefined;

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
    this.#heartbeat = new Heartbeat(parts.clock);
    this.#turns = new TurnBudget(parts.clock);
    this.#shares = new SocketShares(parts);
    this.#door = new RoomDoor(parts);
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** For the HTTP server's `upgrade` event. */
  readonly accept = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    // Between the request and the WebSocket nobody else listens; a reset connection is nothing to tell.
    stream.on('error', () => stream.destroy());
    const [path = '', query] = (request.url ?? '').split('?');
    const [, protocol, room] = /^\/(sync|ws)\/([^/]*)$/.exec(path) ?? [];
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) {
      rejectUpgrade(stream, refusal);
      return;
    }
    if (room === undefined) {
      const [sync = '', json = ''] = ['/sync', '/ws'].map((start) => this.#parts.names.pathTo(start));
      rejectUpgrade(stream, refuse('noSocketHere', sync, json));
      return;
    }
    const wish = readWish(protocol, request, new URLSearchParams(query), this.#parts.introductions);
    if ('problem' in wish) {
      rejectUpgrade(stream, wish.problem);
      return;
    }
    const address = limitedAddress({ ip: addressOf(request, this.#parts.config.trustProxy) });
    const entry = { room, key: keyIn(request.headers), wish, address };
    if (this.#shares.isUsedUp(address)) {
      this.#parts.metrics.connectionRefused('address');
      rejectUpgrade(stream, refuse('tooManyConnections'));
      return;
    }
    stream.once('close', this.#shares.open(address));
    this.#shares.enter(address, () => {
      if (this.#isStopping) rejectUpgrade(stream, refuse('stopping'));
      else
        this.#server.handleUpgrade(
          request,
          sliceReads(stream, head),
          Buffer.alloc(0),
          (socket) => void this.#enter(socket, stream, entry),
        );
    });
  };

  /** From now on nobody new gets in. */
  stopAdmitting(): void {
    this.#isStopping = true;
  }

  /** From now on whatever clients send is left to their next connection. */
  stopReceiving(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  /** Says goodbye to everybody; resolves when all connections are closed. */
  async closeAll(refusal: ClosingRefusal): Promise<void> {
    for (const socket of this.#sockets) leave(socket, refusal);
    if (this.#sockets.size > 0) await new Promise<void>((resolve) => (this.#onNoSockets = resolve));
    this.#heartbeat.stop();
  }

  /** Cuts what is still open. */
  terminateAll(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** For who may not open anything here. */
  #refusalOf(request: IncomingMessage): AnsweringRefusal | undefined {
    const { names } = this.#parts;
    const { origin } = request.headers;
    if (this.#isStopping) return refuse('stopping');
    const refusal = names.refusalOf(request);
    if (refusal !== undefined) return refusal;
    // Programs send no Origin; a browser always does, and any page that somebody visits could use their relay.
    return origin === undefined || names.isOriginAllowed(origin, request)
      ? undefined
      : refuse('pageMayNotConnect');
  }

  async #enter(socket: WebSocket, stream: Duplex, { room, key, wish, address }: Entry): Promise<void> {
    const { clock, log, random } = this.#parts;
    const id = random(12).toString('base64url');
    this.#sockets.add(socket);
    socket.on('error', (error) => log.debug({ err: error, participant: id }, 'a WebSocket broke'));
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#onNoSockets?.();
    });

    // What the client sends meanwhile stays in the kernel.
    socket.pause();
    const holder = isLoopback(address) ? id : address;
    const lease = await this.#door.open({ room, key, holder }, socket);
    if (lease === undefined) return;
    if (wish.protocol === 'json' && lease.room.structs > MAX_JSON_STRUCTS) {
      lease.release();
      leave(socket, refuse('tooLongForJson'));
      return;
    }
    // Whoever enters a large room is told much.
    if (lease.room.isLarge && !(await this.#parts.longWork.turn(holder))) leave(socket, refuse('busy'));
    if (socket.readyState !== WebSocket.OPEN) {
      lease.release();
      return;
    }

    const onClosed = (code: CloseCode | undefined, reason: string) => {
      this.#heartbeat.unwatch(session);
      log.info({ room: lease.room.id, participant: id, code, reason }, 'a participant left');
    };
    const inflow = this.#limitInflow(socket, {
      account: this.#shares.accountOf(id, address),
      holder,
      close: (refusal) => session.close(refusal),
      isHeld: () => this.#heartbeat.sawLifeOf(session),
    });
    const parts = {
      id,
      departures: this.#parts.longWork.departures,
      room: lease.room,
      sink: stream,
      clock,
      account: inflow,
      wire: wireOf(socket),
      onClosed,
    };
    const session: Session =
      wish.protocol === 'json'
        ? new JsonSession({
            ...parts,
            name: wish.name,
            audience: this.#audienceOf(lease.room),
            onDone: () => lease.release(),
          })
        : new SyncSession({
            ...parts,
            wantsControl: wish.wantsControl,
            relay: wish.relay,
            onClosed: (code, reason) => {
              onClosed(code, reason);
              lease.release();
            },
          });
    socket.on('message', (data, isBinary) => {
      this.#heartbeat.sawLifeOf(session);
      const bytes = bytesOf(data);
      inflow.take(
        bytes.length,
        () => session.receive(bytes, isBinary),
        wish.protocol === 'yjs' && isQuick(bytes),
      );
    });
    answerPings(socket, clock);
    socket.on('ping', (payload) => inflow.sawControlFrame(payload.length));
    socket.on('pong', (payload) => {
      inflow.sawControlFrame(payload.length);
      this.#heartbeat.sawLifeOf(session);
      session.pong(payload.toString());
    });
    stream.on('data', (chunk: Buffer) => inflow.arrives(chunk.length));
    socket.on('close', () => inflow.stop(() => session.disconnected()));
    this.#heartbeat.watch(session);
    inflow.spend(() => session.open());
    inflow.begin();
    log.info({ room: lease.room.id, participant: id }, 'a participant joined');
  }

  #limitInflow(
    socket: WebSocket,
    { account, holder, ...ends }: Pick<InflowParts, 'account' | 'holder'> & Pick<Faucet, 'close' | 'isHeld'>,
  ): Inflow {
    const { clock, now, metrics, longWork } = this.#parts;
    return new Inflow({
      turns: this.#turns,
      stopwatch,
      account,
      holder,
      longWork,
      clock,
      now,
      faucet: {
        ...ends,
        pause: () => socket.pause(),
        resume: () => {
          if (!this.#isStopping) socket.resume();
        },
      },
      onSlowed: (cost) => metrics.slowed(cost),
    });
  }

  /** The same for everybody on /ws in that room. */
  #audienceOf(room: Room): TextAudience {
    const known = this.#audiences.get(room);
    if (known !== undefined) return known;
    const audience = new TextAudience(room, this.#parts.clock);
    this.#audiences.set(room, audience);
    return audience;
  }
}

/** Who comes where. */
interface Entry {
  readonly room: string;
  readonly key: string | undefined;
  readonly wish: Wish;
  /** As limits count it. */
  readonly address: string;
}
