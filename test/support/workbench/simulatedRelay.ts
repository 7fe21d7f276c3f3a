import { CommitQueue } from '../../../relay/rooms/commitQueue.ts';
import { OpenRooms, type RoomLease } from '../../../relay/rooms/openRooms.ts';
import { RoomCatalogue, type RoomView } from '../../../relay/rooms/roomCatalogue.ts';
import { createMemoryRoomStore } from '../../../relay/store/memoryRoomStore.ts';
import { changeRoomSchema, createRoomSchema } from '../../../shared/api/rooms.ts';
import { parseRoomId } from '../../../shared/room/roomId.ts';
import { parseChallenge } from '../../../shared/relay/relayChallenge.ts';
import type { RelayIdentity } from '../../../shared/relay/relayIdentity.ts';
import { RelayKey } from '../../../relay/identity/relayKey.ts';
import type { SeededRandom } from '../seed.ts';
import { silentLog } from '../silentLog.ts';
import { type Network, RelaySocket, type SocketHost } from './relaySocket.ts';
import type { Timeline } from './timeline.ts';

/** The key of every simulated relay in this process: making one takes longer than a walk of some steps. */
export function simulatedRelayKey(): Promise<RelayKey> {
  return (madeKey ??= RelayKey.of(createMemoryRoomStore()));
}

let madeKey: Promise<RelayKey> | undefined;

/** The relay's own rooms, guard, sessions and commits in this process, on simulated time and a disk in memory. */
export class SimulatedRelay {
  isUp = true;
  #port = 8000;
  readonly #timeline: Timeline;
  readonly #random: (count: number) => Buffer;
  readonly #store = createMemoryRoomStore();
  readonly #sockets = new Set<RelaySocket>();
  #rooms: OpenRooms;
  #catalogue: RoomCatalogue;

  readonly #key: RelayKey;

  constructor({ timeline, random, key }: { timeline: Timeline; random: SeededRandom; key: RelayKey }) {
    this.#timeline = timeline;
    this.#key = key;
    this.#random = (count) => Buffer.from(Array.from({ length: count }, () => random.int(256)));
    [this.#rooms, this.#catalogue] = this.#open();
  }

  /** One of the two names of its address. It has another port after it has moved. */
  url(by: 'number' | 'name' = 'number'): string {
    return `http://${by === 'name' ? 'localhost' : '127.0.0.1'}:${this.#port}`;
  }

  /** True for both names of its address. */
  isAt(url: string): boolean {
    return Number(new URL(url).port) === this.#port;
  }

  /** The same rooms at another address. */
  move(): void {
    this.#port++;
    this.restart();
  }

  /** The room's text as a reader over REST gets it; undefined where there is no such room. */
  async textOf(roomId: string): Promise<string | undefined> {
    const id = parseRoomId(roomId);
    return id && (await this.#catalogue.read(id))?.code;
  }

  /** Cuts every connection and goes on with what is on disk. */
  restart(): void {
    this.cutAll();
    [this.#rooms, this.#catalogue] = this.#open();
  }

  cutAll(): void {
    for (const socket of [...this.#sockets]) socket.cut();
  }

  /** What `WebSocket` is in a window on this network. */
  socketOn(network: Network, opened: (socket: RelaySocket) => void): typeof WebSocket {
    const parts = { clock: this.#timeline, network, host: this.#socketHost() };
    return class extends RelaySocket {
      constructor(url: string) {
        super(url, parts);
        opened(this);
      }
    } as unknown as typeof WebSocket;
  }

  /** What `fetch` is in a window on this network. */
  fetchOn(network: Network): typeof fetch {
    const pause = (): Promise<void> =>
      new Promise((resolve) => this.#timeline.after(network.delayMs(), resolve));
    const isReachable = (url: URL): boolean => this.isUp && network.isUp && this.isAt(url.href);
    return async (input, options = {}) => {
      // Tandem gives nothing but texts.
      const url = new URL(input as string);
      const { pathname, searchParams } = url;
      await pause();
      if (!isReachable(url)) throw new TypeError('fetch failed');
      const body: unknown = typeof options.body === 'string' ? JSON.parse(options.body) : undefined;
      const answer = await this.#answer(options.method ?? 'GET', pathname, searchParams, body);
      await pause();
      if (!isReachable(url)) throw new TypeError('fetch failed');
      return answer;
    };
  }

  #open(): [OpenRooms, RoomCatalogue] {
    const clock = this.#timeline;
    const log = { ...silentLog, debug: () => undefined, fatal: () => undefined };
    const store = this.#store;
    const parts = {
      store,
      clock,
      log,
      random: this.#random,
      commits: new CommitQueue({ store, clock, log }),
    };
    const rooms = new OpenRooms(parts);
    return [rooms, new RoomCatalogue(parts, rooms)];
  }

  #socketHost(): SocketHost {
    return {
      isAt: (url) => this.isUp && this.isAt(url),
      introduce: (query) => this.#introduce(query),
      enter: async (roomId): Promise<RoomLease | undefined> => {
        const id = parseRoomId(roomId);
        return id && this.#rooms.acquire(id);
      },
      newId: () => this.#random(12).toString('base64url'),
      opened: (socket) => this.#sockets.add(socket),
      closed: (socket) => this.#sockets.delete(socket),
    };
  }

  #introduce(query: URLSearchParams): RelayIdentity {
    const [nonce, address] = [query.get('nonce') ?? '', query.get('address') ?? ''];
    const parsed = parseChallenge(nonce, address);
    const identity = { id: this.#key.id, public_key: this.#key.publicKey };
    if ('problem' in parsed || !this.isAt(address)) return identity;
    return { ...identity, signature: this.#key.sign(parsed.challenge) };
  }

  async #answer(method: string, path: string, query: URLSearchParams, body: unknown): Promise<Response> {
    const [, kind, roomId = '', what] = path.split('/');
    const id = parseRoomId(roomId);
    if (kind === 'health') {
      const relay = this.#introduce(query);
      return json(200, { status: 'ok', database: 'ok', rooms: 0, connections: 0, relay });
    }
    if (kind === 'join') return json(200, undefined);
    if (kind !== 'rooms') return problem(404, 'There is nothing here.');
    if (roomId === '') return this.#answerForAll(method, query, body);
    if (id === undefined) return NO_SUCH_ROOM();
    if (what === 'participants') {
      const roster = await this.#catalogue.participants(id);
      return roster === undefined ? NO_SUCH_ROOM() : json(200, []);
    }
    if (method === 'DELETE') {
      return (await this.#catalogue.delete(id)) ? json(204, undefined) : NO_SUCH_ROOM();
    }
    const view =
      method === 'PATCH'
        ? await this.#catalogue.change(id, changeRoomSchema.parse(body))
        : await this.#catalogue.read(id);
    return view === undefined ? NO_SUCH_ROOM() : json(200, show(view));
  }

  async #answerForAll(method: string, query: URLSearchParams, body: unknown): Promise<Response> {
    if (method === 'POST') {
      const { ownerToken, ...room } = await this.#catalogue.create(createRoomSchema.parse(body));
      return json(201, { ...show(room), owner_token: ownerToken });
    }
    const page = { skip: Number(query.get('skip') ?? 0), limit: Number(query.get('limit') ?? 50) };
    const { rooms } = await this.#catalogue.summarize(page);
    return json(
      200,
      rooms.map(({ participants, ...room }) => ({ ...show({ ...room, code: '' }), participants })),
    );
  }
}

function show({ id, name, code, language, createdAt, updatedAt, modelCompletions }: RoomView): object {
  return {
    ...{ id, name, code, language },
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
    model_completions: modelCompletions,
  };
}

/** As much of a response as Tandem reads: a real one takes turns of the event loop for it. */
function json(status: number, value: unknown): Response {
  const left = value === undefined ? [] : [new TextEncoder().encode(JSON.stringify(value))];
  const reader = {
    read: () => {
      const bytes = left.shift();
      return Promise.resolve({ done: bytes === undefined, value: bytes });
    },
    cancel: () => Promise.resolve(),
  };
  const body = { getReader: () => reader, cancel: () => Promise.resolve() };
  const answer = { status, ok: status < 300, type: 'basic', headers: new Headers(), body };
  return answer as unknown as Response;
}

function problem(status: number, detail: string): Response {
  return json(status, { status, detail });
}

const NO_SUCH_ROOM = (): Response => problem(404, 'This room does not exist. It may have been deleted.');
