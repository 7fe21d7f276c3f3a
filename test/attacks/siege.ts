import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** `full` is what an attacker would do; `short` is less of it, for the suite. */
export type AttackSize = 'full' | 'short';

/** A relay under attack, and the room in it that is made as bad as the relay lets it be. */
export interface Victim {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly room: string;
}

/** What was sent, and what became of it: connections, messages, bytes, statuses, close codes. */
export type Tally = Record<string, number>;

/** One stretch of an attack: what attackers do again and again until it is over, and what they count. */
export class Siege {
  readonly victim: Victim;
  readonly tally: Tally = {};
  readonly #size: AttackSize;
  readonly #signal: AbortSignal;

  constructor(victim: Victim, size: AttackSize, signal: AbortSignal) {
    this.victim = victim;
    this.#size = size;
    this.#signal = signal;
  }

  get isOver(): boolean {
    return this.#signal.aborted;
  }

  of<T>(sizes: Record<AttackSize, T>): T {
    return sizes[this.#size];
  }

  count(what: string, by = 1): void {
    this.tally[what] = (this.tally[what] ?? 0) + by;
  }

  /** Calls `work` when the siege is over, unless what it returns was called before. */
  atEnd(work: () => void): () => void {
    this.#signal.addEventListener('abort', work);
    return () => this.#signal.removeEventListener('abort', work);
  }

  /** Resolves after that time, or as soon as the siege is over. */
  async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#signal }).catch(() => undefined);
  }

  /** Calls `work` this often side by side, and each again as soon as it is done, until the siege is over. */
  async repeat(times: number, work: (index: number) => Promise<void>): Promise<void> {
    const one = async (_: unknown, index: number) => {
      while (!this.isOver) await work(index);
    };
    await Promise.all(Array.from({ length: times }, one));
  }

  /** Keeps `count` connections to the attacked room, each with a new session when one has ended. */
  sessions(
    count: number,
    session: (socket: WebSocket, index: number) => Promise<void>,
    path: 'sync' | 'ws' = 'sync',
  ): Promise<void> {
    return this.repeat(count, async (index) => {
      const socket = await this.connect(path);
      if (socket === undefined) return this.pause(RETRY_MS);
      const isClosed = (code: number) => {
        if (!this.isOver) this.count(`closed ${code}`);
      };
      socket.on('close', isClosed);
      await session(socket, index);
      // From here on it is the attacker who leaves.
      socket.off('close', isClosed);
      socket.terminate();
    });
  }

  /** False when the connection is gone. Resolves when the kernel has the message, so that nobody runs ahead. */
  async send(socket: WebSocket, message: Uint8Array | string): Promise<boolean> {
    const isSent = await new Promise<boolean>((resolve) => socket.send(message, (error) => resolve(!error)));
    await aTurn();
    if (isSent) {
      this.count('messages');
      this.count('bytes', message.length);
    }
    return isSent;
  }

  /** Resolves with false when the connection ends before such a message comes. */
  async hears(socket: WebSocket, match: (data: Buffer) => boolean): Promise<boolean> {
    if (socket.readyState !== WebSocket.OPEN) return false;
    return new Promise((resolve) => {
      const done = (is: boolean) => {
        socket.off('message', look);
        socket.off('close', gone);
        resolve(is);
      };
      const look = (data: Buffer) => match(data) && done(true);
      const gone = () => done(false);
      socket.on('message', look);
      socket.on('close', gone);
    });
  }

  /** Resolves when the other end has taken in what was sent before; with false when the connection ends first. */
  async answersPing(socket: WebSocket): Promise<boolean> {
    if (socket.readyState !== WebSocket.OPEN) return false;
    return new Promise((resolve) => {
      socket.once('pong', () => resolve(true));
      socket.once('close', () => resolve(false));
      socket.ping();
    });
  }

  /** The status; undefined where there was no answer. */
  async request(method: string, path: string, body?: string): Promise<number | undefined> {
    try {
      const response = await fetch(`${this.victim.url}${path}`, {
        method,
        signal: this.#signal,
        ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
      });
      await response.arrayBuffer();
      this.count(`${response.status}`);
      this.count('bytes', body?.length ?? 0);
      return response.status;
    } catch {
      // It hung up, it is not there, or the siege is over.
      if (!this.isOver) this.count('unanswered');
      await this.pause(RETRY_MS);
      return undefined;
    }
  }

  /** A connection that lasts until the siege is over; undefined where it was refused. */
  async connect(path: 'sync' | 'ws', room = this.victim.room): Promise<WebSocket | undefined> {
    const { url } = this.victim;
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/${path}/${room}`, {
      perMessageDeflate: false,
    });
    socket.on('error', () => undefined);
    const stop = this.atEnd(() => socket.terminate());
    socket.once('close', stop);
    await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => undefined);
    if (socket.readyState !== WebSocket.OPEN) return undefined;
    this.count('connections');
    return socket;
  }
}

/** A kernel that takes everything at once must not keep the attackers from hearing that the siege is over. */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** An attacker that was turned away comes back as soon as this. */
export const RETRY_MS = 50;
