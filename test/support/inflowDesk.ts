import { ManualClock } from './manualClock.ts';
import { Ledger } from '../../relay/costs/ledger.ts';
import { LongWork } from '../../relay/costs/longWork.ts';
import { ratesFor } from '../../relay/costs/rates.ts';
import { Inflow } from '../../relay/socket/inflow.ts';
import { TurnBudget } from '../../relay/socket/turnBudget.ts';

/** Where connections are opened that only say what happens to them. */
export class InflowDesk {
  readonly clock = new ManualClock();
  readonly longWork = new LongWork(this.clock);
  readonly #turns = new TurnBudget(this.clock);
  /** What was done to the connection: pause, resume, held, or the code that it was closed with. */
  said: string[] = [];
  /** The cost of each pause. */
  readonly slowed: string[] = [];
  /** For how many milliseconds the thread has been busy. */
  busyMs = 0;

  /** A connection that is read already. */
  open(messagesPerSecond: number): Inflow {
    const inflow = this.meet(messagesPerSecond);
    inflow.begin();
    this.clock.advance(0);
    this.said.length = 0;
    return inflow;
  }

  /** A connection that is not read yet. */
  meet(messagesPerSecond: number): Inflow {
    const ledger = new Ledger({ rates: ratesFor(messagesPerSecond), now: () => this.clock.now() });
    return new Inflow({
      account: ledger.accountOf('client'),
      longWork: this.longWork,
      turns: this.#turns,
      stopwatch: () => {
        const before = this.busyMs;
        return () => this.busyMs - before;
      },
      holder: 'client',
      clock: this.clock,
      now: () => this.clock.now(),
      faucet: {
        pause: () => this.said.push('pause'),
        resume: () => this.said.push('resume'),
        isHeld: () => this.said.push('held'),
        close: ({ code }) => this.said.push(String(code)),
      },
      onSlowed: (cost) => this.slowed.push(cost),
    });
  }
}
