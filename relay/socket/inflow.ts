import { type ClosingRefusal, refuse } from '../../shared/protocol/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Account, Holder } from '../costs/ledger.ts';
import type { LongWork } from '../costs/longWork.ts';
import { type Cost, isSlowing } from '../costs/rates.ts';
import {
  FLOOD_PATIENCE_MS,
  LOG_LOT_BYTES,
  LONG_MESSAGE_BYTES,
  LONG_MS_PER_BYTE,
  MAX_PAUSE_MS,
  QUICK_MESSAGE_BYTES,
  SIGN_OF_LIFE_MESSAGES,
  UNNOTICED_MS,
} from '../limits.ts';
import { LongArrival } from './longArrival.ts';
import type { TurnBudget } from './turnBudget.ts';

/** The connection that is slowed down, as far as this needs it. */
export interface Faucet {
  /** From now on what the client sends stays in the kernel, and soon with the client. */
  pause(): void;
  resume(): void;
  /** It is still not read, and can give no sign of life. */
  isHeld(): void;
  close(refusal: ClosingRefusal): void;
}

export interface InflowParts {
  readonly account: Account;
  readonly longWork: LongWork;
  /** The same for all connections. */
  readonly turns: TurnBudget;
  /** Whose turns at long work these are. */
  readonly holder: Holder;
  readonly clock: Clock;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Begins to measure for how many milliseconds this thread is busy. */
  readonly stopwatch: () => () => number;
  readonly faucet: Faucet;
  /** Told for each pause which cost was the reason. */
  readonly onSlowed?: (cost: Cost) => void;
}

/**
 * How much one client may send, and may cause. A burst goes through at once; who goes on is read more slowly, which
 * costs an honest client a moment and nothing else. Only who still floods it with messages after FLOOD_PATIENCE_MS is
 * closed (4429). It is the account that sessions and rooms charge for that client.
 *
 * A message that takes the event loop long waits for its turn, and what comes after it waits with it, in order. Most of
 * a long one is not read until then: it stays with the client.
 */
export class Inflow implements Account {
  readonly #parts: InflowParts;
  #readAgainAt = 0;
  #overrunSince: number | undefined;
  /** Not charged yet. */
  #logBytes = 0;
  #cancelPause: (() => void) | undefined;
  /** It is not read, as before `begin`. */
  #isShut = true;
  /** It is to be read again, as soon as a turn has room for it. */
  #isInLine = false;
  #lastTurn: number | undefined;
  /** Of the slice that was read last: messages that came after a pause, or in a turn that had enough of them. */
  readonly #held: { readonly bytes: number; readonly look: () => void }[] = [];
  /** Messages that wait for a turn at long work. */
  #waiting = 0;
  readonly #arrival: LongArrival;
  /** What was said last took long, however few bytes it had. */
  #wasLong = false;
  #isStopped = false;

  constructor(parts: InflowParts) {
    this.#parts = parts;
    const { longWork, holder, faucet } = parts;
    this.#arrival = new LongArrival({
      longWork,
      holder,
      hold: () => this.#waiting++,
      readInTurn: (work) => {
        this.#waiting--;
        this.#wait(0, work);
      },
      isRead: () => !this.#isShut,
      close: (kind) => faucet.close(refuse(kind)),
    });
  }

  /** Reads the connection, which was paused until now, as soon as a turn has room for it. */
  begin(): void {
    this.#goOn();
  }

  /**
   * Counts a message that came in, and has `read` look into it: at once, or when it is its turn. A quick one always takes
   * little time.
   */
  take(bytes: number, read: () => void, isQuick = bytes <= QUICK_MESSAGE_BYTES): void {
    // Before it is counted: who goes beyond a rate pays for it later.
    const isHeld = this.#held.length > 0 || (this.#isPaused && this.#waiting === 0 && !isQuick);
    this.#parts.longWork.serves(this.#parts.holder);
    this.count(bytes);
    const hadTurn = this.#arrival.whole(bytes);
    if (!isHeld && this.#hasTurn(bytes)) {
      this.#look(bytes, read, isQuick, hadTurn);
      return;
    }
    this.#held.push({ bytes, look: () => this.#look(bytes, read, isQuick, hadTurn) });
    if (!this.#isPaused && this.#held.length === 1) {
      this.#shut();
      this.#parts.clock.soon(() => this.#goOn());
    }
  }

  #look(bytes: number, read: () => void, isQuick: boolean, hadTurn: boolean): void {
    const { longWork } = this.#parts;
    if (this.#waiting === 0 && hadTurn) {
      this.spend(read);
      return;
    }
    const isLong = bytes >= LONG_MESSAGE_BYTES || (this.#wasLong && !isQuick);
    if (isLong || this.#waiting > 0) {
      this.#wait(bytes, () => {
        longWork.spent(bytes * LONG_MS_PER_BYTE);
        this.spend(read);
      });
    } else if (isQuick) {
      read();
    } else {
      this.spend(read);
    }
  }

  /** Does what may take long, and remembers whether it did. */
  spend(work: () => void): void {
    const { longWork, stopwatch } = this.#parts;
    const spentMs = stopwatch();
    work();
    const ms = spentMs();
    this.#wasLong = ms > UNNOTICED_MS;
    longWork.spent(ms);
  }

  /** Bytes came, of messages that `take` will be told of once they are whole. */
  arrives(bytes: number): void {
    this.#arrival.came(bytes);
    if (this.#waiting > 0) this.#pause('loopMs', 0);
  }

  /** A ping or pong came, which nobody has to read. */
  sawControlFrame(bytes: number): void {
    this.count(bytes, SIGN_OF_LIFE_MESSAGES);
    this.#arrival.passed(bytes);
  }

  /** Charges for bytes that nobody has to read, as this many messages. */
  count(bytes: number, messages = 1): void {
    const { account, faucet } = this.#parts;
    const now = this.#parts.now();
    const forMessages = account.charge('messages', messages, now);
    const forBytes = account.charge('bytesIn', bytes, now);
    if (this.#overrunSince !== undefined && account.left('messages') > 0.5 && account.left('bytesIn') > 0.5)
      this.#overrunSince = undefined;
    const wait = Math.max(forMessages, forBytes);
    if (wait === 0) return;
    if (this.#cancelPause === undefined) {
      this.#overrunSince ??= now;
      if (now - this.#overrunSince > FLOOD_PATIENCE_MS) {
        faucet.close(refuse('sendsTooMuch'));
        return;
      }
    }
    this.#pause(forMessages >= forBytes ? 'messages' : 'bytesIn', wait);
  }

  charge(cost: Cost, amount: number): number {
    let owed = amount;
    if (cost === 'logBytes') {
      owed = this.#logBytes += amount;
      if (owed < LOG_LOT_BYTES) return 0;
      this.#logBytes = 0;
    }
    const wait = this.#parts.account.charge(cost, owed);
    if (wait > 0 && isSlowing(cost)) this.#pause(cost, wait);
    return wait;
  }

  left(cost: Cost): number {
    return this.#parts.account.left(cost);
  }

  /** The connection is gone. Calls `then` when all that came from it has been read. */
  stop(then: () => void): void {
    this.#isStopped = true;
    this.#arrival.stop();
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#finish(then);
  }

  /** Looks into what is held, as much in a turn as of any other connection. */
  #finish(then: () => void): void {
    while (this.#held.length > 0 && this.#hasTurn()) this.#held.shift()?.look();
    if (this.#held.length > 0) {
      this.#parts.clock.soon(() => this.#finish(then));
      return;
    }
    // Nothing of a message that has not come whole is waited for.
    const messages = this.#waiting - (this.#arrival.isWaiting ? 1 : 0);
    if (messages <= 0 || !this.#parts.longWork.submit(this.#parts.holder, 0, then)) then();
  }

  /** Reads nothing more until `work`, for which `bytes` are kept, has had its turn. */
  #wait(bytes: number, work: () => void): void {
    const { longWork, holder, faucet } = this.#parts;
    this.#waiting++;
    const inTurn = () => {
      this.#waiting--;
      work();
      if (this.#waiting === 0) this.#goOn();
    };
    if (!longWork.submit(holder, bytes, inTurn)) {
      this.#waiting--;
      // Nothing that comes after it may be taken without it.
      faucet.close(refuse('busy'));
    } else if (this.#waiting > 0) {
      this.#pause('loopMs', 0);
    }
  }

  #pause(cost: Cost, ms: number): void {
    const { now, onSlowed } = this.#parts;
    this.#readAgainAt = Math.max(this.#readAgainAt, now() + ms);
    if (this.#cancelPause !== undefined || this.#isStopped) return;
    onSlowed?.(cost);
    this.#shut();
    this.#rest();
  }

  #rest(): void {
    const { clock, now, faucet } = this.#parts;
    const left = this.#waiting > 0 ? MAX_PAUSE_MS : Math.min(this.#readAgainAt - now(), MAX_PAUSE_MS);
    this.#cancelPause = clock.after(Math.ceil(left), () => {
      if (!this.#isOver) faucet.isHeld();
      this.#goOn();
    });
  }

  #shut(): void {
    if (this.#isShut) return;
    this.#isShut = true;
    this.#parts.faucet.pause();
  }

  /** Reads on when the pause is over, and what is held has been looked into. */
  #goOn(): void {
    if (!this.#isShut || this.#isStopped) return;
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    while (this.#held.length > 0 && this.#isOver && this.#hasTurn()) this.#held.shift()?.look();
    if (this.#isPaused) return;
    if (!this.#isOver) {
      this.#rest();
    } else if (this.#held.length > 0) {
      this.#parts.clock.soon(() => this.#goOn());
    } else if (!this.#isInLine) {
      this.#isInLine = true;
      this.#parts.turns.resume(() => this.#readOn());
    }
  }

  #readOn(): void {
    this.#isInLine = false;
    // Paused again, or something was said meanwhile that is held: goOn will come by again.
    if (this.#isStopped || this.#isPaused || this.#held.length > 0) return;
    this.#isShut = false;
    this.#parts.faucet.resume();
  }

  #hasTurn(bytes = this.#held[0]?.bytes ?? 0): boolean {
    const turn = this.#parts.turns.take(this.#lastTurn, bytes);
    if (turn === undefined) return false;
    this.#lastTurn = turn;
    return true;
  }

  get #isPaused(): boolean {
    return this.#cancelPause !== undefined;
  }

  get #isOver(): boolean {
    return this.#waiting === 0 && this.#parts.now() >= this.#readAgainAt;
  }
}
