import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES, MAX_MESSAGE_FRAGMENTS } from '../../shared/limits.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { RelayIdentity } from '../../shared/relay/relayIdentity.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { CLOSE_GRACE_MS } from '../limits.ts';
import type { Introductions } from '../identity/introduction.ts';
import type { Log } from '../log.ts';
import type { RelayNames } from '../names/relayNames.ts';
import type { RandomBytes } from '../random.ts';
import { displayName } from '../../shared/presence/displayName.ts';
import type { OpenRooms, RoomLease } from '../rooms/openRooms.ts';
import { GUEST } from '../rooms/peopleHere.ts';
import type { Room } from '../rooms/room.ts';
import { TextAudience } from '../rooms/textAudience.ts';
import { type Beating, Heartbeat } from './heartbeat.ts';
import { closeOf } from './closeOf.ts';
import { Inflow } from './inflow.ts';
import { JsonSession } from './jsonSession.ts';
import { rejectUpgrade } from './rejectUpgrade.ts';
import { SyncSession, type Wire } from './syncSession.ts';

export interface UpgradeParts {
  readonly config: Pick<Config, 'messagesPerSecond'>;
  readonly names: RelayNames;
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
  private readonly parts: UpgradeParts;
  private readonly heartbeat: Heartbeat;
  private readonly sockets = new Set<WebSocket>();
  private readonly audiences = new WeakMap<Room, TextAudience>();
  private readonly server = new WebSocketServer(OPTIONS);
  private isStopping = false;
  private onNoSockets: (() => void) | undefined;

  constructor(parts: UpgradeParts) {
    this.parts = parts;
    this.heartbeat = new Heartbeat(parts.clock);
  }

  get connectionCount(): number {
    return this.sockets.size;
  }

  /** For the HTTP server's `upgrade` event. */
  readonly accept = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    // Between the request and the WebSocket nobody else listens; a reset connection is nothing to tell.
    stream.on('error', () => stream.destroy());
    const [path = '', query] = (request.url ?? '').split('?');
    const [, protocol, room] = /^\/(sync|ws)\/([^/]*)$/.exec(path) ?? [];
    const refusal = this.refusalOf(request);
    if (refusal !== undefined) {
      rejectUpgrade(stream, ...refusal);
      return;
    }
    if (room === undefined) {
      const [sync = '', json = ''] = ['/sync', '/ws'].map((start) => this.parts.names.pathTo(start));
      const detail = `There is no WebSocket here; rooms are at ${sync}/{room_id} and ${json}/{room_id}.`;
      rejectUpgrade(stream, 404, detail);
      return;
    }
    const wish = this.readWish(protocol, request, new URLSearchParams(query));
    if ('problem' in wish) {
      rejectUpgrade(stream, 400, wish.problem);
      return;
    }
    this.server.handleUpgrade(request, stream, head, (socket) => {
      void this.enter(socket, stream, room, wish);
    });
  };

  /** From now on nobody new gets in. */
  stopAdmitting(): void {
    this.isStopping = true;
  }

  /** From now on whatever clients send is left to their next connection. */
  stopReceiving(): void {
    for (const socket of this.sockets) socket.pause();
  }

  /** Says goodbye to everybody; resolves when all connections are closed. */
  async closeAll(code: CloseCode, reason: string): Promise<void> {
    for (const socket of this.sockets) leave(socket, code, reason);
    if (this.sockets.size > 0) await new Promise<void>((resolve) => (this.onNoSockets = resolve));
    this.heartbeat.stop();
  }

  /** Cuts what is still open. */
  terminateAll(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  /** Status and sentence for who may not open anything here. */
  private refusalOf(request: IncomingMessage): [number, string] | undefined {
    const { names } = this.parts;
    const { origin } = request.headers;
    if (this.isStopping) return [503, 'The relay is restarting; try again in a moment.'];
    const refusal = names.refusalOf(request);
    if (refusal !== undefined) return [403, refusal];
    // Programs send no Origin; a browser always does, and any page that somebody visits could use their relay.
    return origin === undefined || names.isOriginAllowed(origin, request) ? undefined : WRONG_ORIGIN;
  }

  private readWish(
    protocol: string | undefined,
    request: IncomingMessage,
    query: URLSearchParams,
  ): Wish | { readonly problem: string } {
    if (protocol === 'ws') return { protocol: 'json', name: displayName(query.get('name') ?? '') ?? GUEST };
    const introduction = this.parts.introductions.answer(request, query);
    if ('problem' in introduction) return introduction;
    return { protocol: 'yjs', wantsControl: query.get('control') === '1', relay: introduction.identity };
  }

  private async enter(socket: WebSocket, stream: Duplex, room: string, wish: Wish): Promise<void> {
    const { clock, log, random } = this.parts;
    const id = random(12).toString('base64url');
    this.sockets.add(socket);
    socket.on('error', (error) => log.debug({ err: error, participant: id }, 'a WebSocket broke'));
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (this.sockets.size === 0) this.onNoSockets?.();
    });

    // What the client sends meanwhile stays in the kernel.
    socket.pause();
    const lease = await this.findRoom(socket, room);
    if (lease === undefined) return;
    if (socket.readyState !== WebSocket.OPEN) {
      lease.release();
      return;
    }

    const onClosed = (code: CloseCode | undefined, reason: string) => {
      this.heartbeat.unwatch(session);
      log.info({ room: lease.room.id, participant: id, code, reason }, 'a participant left');
    };
    const parts = { id, room: lease.room, sink: stream, clock, wire: wireOf(socket), onClosed };
    const session: Session =
      wish.protocol === 'json'
        ? new JsonSession({
            ...parts,
            name: wish.name,
            audience: this.audienceOf(lease.room),
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
    const inflow = this.limitInflow(socket, session);
    socket.on('message', (data, isBinary) => {
      this.heartbeat.sawLifeOf(session);
      const bytes = bytesOf(data);
      inflow.take(bytes.length);
      session.receive(bytes, isBinary);
    });
    socket.on('pong', (payload) => {
      this.heartbeat.sawLifeOf(session);
      session.pong(payload.toString());
    });
    socket.on('close', () => {
      inflow.stop();
      session.disconnected();
    });
    this.heartbeat.watch(session);
    session.open();
    socket.resume();
    log.info({ room: lease.room.id, participant: id }, 'a participant joined');
  }

  private limitInflow(socket: WebSocket, session: Session): Inflow {
    const { config, clock, now } = this.parts;
    return new Inflow({
      messagesPerSecond: config.messagesPerSecond,
      clock,
      now,
      faucet: {
        pause: () => socket.pause(),
        resume: () => {
          if (!this.isStopping) socket.resume();
        },
        close: (code, reason) => session.close(code, reason),
      },
    });
  }

  /** The same for everybody on /ws in that room. */
  private audienceOf(room: Room): TextAudience {
    const known = this.audiences.get(room);
    if (known !== undefined) return known;
    const audience = new TextAudience(room, this.parts.clock);
    this.audiences.set(room, audience);
    return audience;
  }

  /** Undefined when there is none to enter; then the client has been told. */
  private async findRoom(socket: WebSocket, text: string): Promise<RoomLease | undefined> {
    const id = parseRoomId(text);
    try {
      const lease = id && (await this.parts.openRooms.acquire(id));
      // Not at the upgrade: a browser's page cannot read the status of a refused one.
      if (lease === undefined) leave(socket, CloseCode.noSuchRoom, 'There is no such room.');
      return lease;
    } catch (error) {
      const [code, reason] = closeOf(error);
      if (code === CloseCode.internalError)
        this.parts.log.error({ err: error, room: id }, 'a room could not be loaded');
      leave(socket, code, reason);
      return undefined;
    }
  }
}

/** One connection, whatever it speaks. */
interface Session extends Beating {
  open(): void;
  receive(bytes: Uint8Array, isBinary: boolean): void;
  /** The answer to a ping, with what the ping had in it. */
  pong(payload: string): void;
  close(code: CloseCode, reason: string): void;
  /** The connection is gone. */
  disconnected(): void;
}

/** What a client asks for by its address. */
type Wish =
  | { readonly protocol: 'yjs'; readonly wantsControl: boolean; readonly relay: RelayIdentity }
  | { readonly protocol: 'json'; readonly name: string };

function wireOf(socket: WebSocket): Wire {
  return {
    ping: (payload) => {
      if (socket.readyState === WebSocket.OPEN) socket.ping(payload);
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
}

const WRONG_ORIGIN: [number, string] = [
  403,
  'Pages of this origin may not connect; its operator has to add it to ALLOWED_ORIGINS.',
];

/** A constant of its own because the types do not know `closeTimeout` yet. */
const OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  maxFragments: MAX_MESSAGE_FRAGMENTS,
  closeTimeout: CLOSE_GRACE_MS,
};

function leave(socket: WebSocket, code: CloseCode, reason: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.close(code, reason);
  // It was paused, and has to hear the other side's goodbye.
  socket.resume();
}

/** `ws` hands out one Buffer as long as `binaryType` is left alone. */
function bytesOf(data: RawData): Uint8Array {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data);
}
