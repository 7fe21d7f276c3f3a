import { MAX_MESSAGE_BYTES } from '../../shared/limits.ts';
import type { Arrival } from '../costs/arrivals.ts';
import type { Holder } from '../costs/ledger.ts';
import type { LongWork } from '../costs/longWork.ts';
import { LEAST_OF_A_PIECE, MAX_PIECES } from '../costs/memoryLimits.ts';
import { LONG_ARRIVAL_MS, LONG_MESSAGE_BYTES, LONG_MS_PER_BYTE } from '../limits.ts';

export interface LongArrivalParts {
  readonly longWork: LongWork;
  readonly holder: Holder;
  /** Reads nothing more until `readInTurn`. */
  readonly hold: () => void;
  /** Does `work` when it is its turn, and reads on. */
  readonly readInTurn: (work: () => void) => void;
  /** Whether the connection is read at this moment. */
  readonly isRead: () => boolean;
  /** It comes so slowly that others wait for it; or in crumbs, each of which takes more memory than it has bytes. */
  readonly close: (kind: 'busy' | 'sendsTooMuch') => void;
}

/**
 * The message of one connection that has not come whole. Once it is long, it waits for memory, and then for its turn at
 * long work; most of it stays with the client until then.
 */
export class LongArrival {
  readonly #parts: LongArrivalParts;
  /** Bytes that have come since the last whole message. */
  #partial = 0;
  /** ... and in how many pieces. */
  #pieces = 0;
  #turn: 'none' | 'asked' | 'given' = 'none';
  #arrival: Arrival | undefined;
  #isStopped = false;

  constructor(parts: LongArrivalParts) {
    this.#parts = parts;
  }

  /** True while a message that has not come whole waits. */
  get isWaiting(): boolean {
    return this.#turn === 'asked';
  }

  /** A piece of so many bytes came, of this message or of several. */
  came(bytes: number): void {
    this.#partial += bytes;
    this.#pieces++;
    this.#arrival?.came(bytes);
    if (this.#pieces > MAX_PIECES + this.#partial / LEAST_OF_A_PIECE && !this.#isStopped) {
      this.#parts.close('sendsTooMuch');
      return;
    }
    if (this.#partial < LONG_MESSAGE_BYTES || this.#turn !== 'none' || this.#isStopped) return;
    const { longWork, holder, hold, isRead, close } = this.#parts;
    this.#turn = 'asked';
    hold();
    const begin = () => this.#takeTurn();
    const giveUp = () => close('busy');
    this.#arrival = longWork.arrivals.wait({ holder, bytes: MAX_MESSAGE_BYTES, begin, isRead, giveUp });
  }

  /** A ping or pong of so many bytes was among what came: it is no part of a message. */
  passed(bytes: number): void {
    this.#partial = Math.max(0, this.#partial - bytes - CONTROL_HEADER_BYTES);
    this.#pieces = Math.max(0, this.#pieces - 1);
  }

  /** A message of `bytes` is whole. True when its turn was given while it came. */
  whole(bytes: number): boolean {
    this.#partial = this.#pieces = 0;
    // It waited for memory that it does not need any more.
    if (this.#end() === false) this.#takeTurn();
    if (this.#turn !== 'given') return false;
    this.#turn = 'none';
    this.#parts.longWork.spent(bytes * LONG_MS_PER_BYTE - LONG_ARRIVAL_MS);
    return true;
  }

  /** The connection is gone: what has not been spent is given back. */
  stop(): void {
    this.#isStopped = true;
    this.#end();
    if (this.#turn === 'given')
      this.#parts.longWork.spent(Math.min(0, this.#partial * LONG_MS_PER_BYTE - LONG_ARRIVAL_MS));
  }

  #takeTurn(): void {
    this.#parts.readInTurn(() => {
      if (this.#isStopped) return;
      // It may have come whole meanwhile.
      this.#turn = this.#partial < LONG_MESSAGE_BYTES ? 'none' : 'given';
      // Before it is read, so that not all who come meanwhile are read, too.
      if (this.#turn === 'given') this.#parts.longWork.spent(LONG_ARRIVAL_MS);
    });
  }

  /** Undefined where none was asked for; else whether it had begun. */
  #end(): boolean | undefined {
    const arrival = this.#arrival;
    this.#arrival = undefined;
    return arrival?.end();
  }
}

/** Of a client's ping or pong: two bytes, and four of the mask. */
const CONTROL_HEADER_BYTES = 6;
