import type { Socket } from 'node:net';

/** What holds for one direction of all connections of a proxy. Changed while they run: call flush() after it. */
export interface LaneRule {
  isHeld: boolean;
  delayMs: number;
}

/** One direction of one proxied connection. Whatever happens at the source reaches the sink in the same order. */
export class ProxyLane {
  readonly #sink: Socket;
  readonly #rule: LaneRule;
  readonly #setTimer: (task: () => void, delayMs: number) => void;
  readonly #queue: Arrival[] = [];
  /** So many at the front of the queue have served their delay. */
  #due = 0;

  constructor(
    source: Socket,
    sink: Socket,
    rule: LaneRule,
    setTimer: (task: () => void, delayMs: number) => void,
  ) {
    this.#sink = sink;
    this.#rule = rule;
    this.#setTimer = setTimer;
    source.on('data', (bytes) => this.#arrive({ kind: 'bytes', bytes: bytes }));
    source.on('end', () => this.#arrive({ kind: 'end' }));
    source.on('error', () => this.#arrive({ kind: 'reset' }));
  }

  get heldBytes(): number {
    return this.#queue.reduce(
      (sum, arrival) => sum + (arrival.kind === 'bytes' ? arrival.bytes.length : 0),
      0,
    );
  }

  /** Passes on what is due, unless it is held. */
  flush(): void {
    while (!this.#rule.isHeld && this.#due > 0) {
      this.#due--;
      const arrival = this.#queue.shift();
      if (arrival !== undefined) this.#deliver(arrival);
    }
  }

  #arrive(arrival: Arrival): void {
    this.#queue.push(arrival);
    const due = () => {
      this.#due++;
      this.flush();
    };
    if (this.#rule.delayMs > 0) this.#setTimer(due, this.#rule.delayMs);
    else due();
  }

  #deliver(arrival: Arrival): void {
    if (this.#sink.destroyed) return;
    switch (arrival.kind) {
      case 'bytes':
        this.#sink.write(arrival.bytes);
        return;
      case 'end':
        this.#sink.end();
        return;
      case 'reset':
        this.#sink.resetAndDestroy();
    }
  }
}

type Arrival = { kind: 'bytes'; bytes: Buffer } | { kind: 'end' } | { kind: 'reset' };
