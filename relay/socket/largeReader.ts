import { type ClosingRefusal, refuse } from '../../shared/protocol/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Cargo, Departures, Reading } from '../costs/departures.ts';
import type { Holder } from '../costs/ledger.ts';
import { STATE_PATIENCE_MS } from '../costs/memoryLimits.ts';

/** What is sent of something large: `reading` hears how it goes. */
export interface LargeFrames {
  readonly frames: readonly Uint8Array[];
  readonly reading: Reading;
}

export interface LargeReaderParts {
  readonly departures: Departures;
  readonly clock: Pick<Clock, 'soon'>;
  /** Whose memory it is: the room's, since its readers share what they read. */
  readonly holder: Holder;
  /** There is memory now. */
  again(): void;
  /** There was none for too long, or it does not read while others wait. */
  close(refusal: ClosingRefusal): void;
}

/**
 * How one connection gets what is large: made once for all who read the same, in memory that everybody shares, which is
 * given back when the last of them has it.
 */
export class LargeReader {
  readonly #parts: LargeReaderParts;
  readonly #readings = new Set<Reading>();
  #granted: Cargo | undefined;
  /** What it waits for. */
  #asked: { readonly bytes: number; takeBack(): void } | undefined;
  #isEnded = false;

  constructor(parts: LargeReaderParts) {
    this.#parts = parts;
  }

  /**
   * The frames that `make` makes of `source`, which take `bytes`. Undefined where there is no memory for them: then
   * `again` is called when there is, and the next `load` has it.
   */
  load(source: object, bytes: number, make: () => readonly Uint8Array[]): LargeFrames | undefined {
    const shared = underWay.get(source) ?? this.#make(source, bytes, make);
    if (shared === undefined) return undefined;
    this.forget();
    shared.readers++;
    const followed = this.#parts.departures.follow({
      giveUp: () => this.#parts.close(refuse('readsTooSlowly')),
    });
    const reading: Reading = {
      passed: (count) => followed.passed(count),
      end: () => {
        if (!this.#readings.delete(reading)) return;
        followed.end();
        if (--shared.readers > 0) return;
        underWay.delete(source);
        shared.cargo.end();
      },
    };
    this.#readings.add(reading);
    return { frames: shared.frames, reading };
  }

  /** What it waited for is not needed any more. */
  forget(): void {
    this.#asked?.takeBack();
    this.#asked = undefined;
    this.#granted?.end();
    this.#granted = undefined;
  }

  /** The connection is gone. */
  end(): void {
    this.#isEnded = true;
    this.forget();
    for (const reading of [...this.#readings]) reading.end();
  }

  #make(source: object, bytes: number, make: () => readonly Uint8Array[]): Shared | undefined {
    const cargo = this.#cargoFor(bytes);
    if (cargo === undefined) return undefined;
    const shared = { frames: make(), cargo, readers: 0 };
    underWay.set(source, shared);
    return shared;
  }

  #cargoFor(bytes: number): Cargo | undefined {
    const granted = this.#granted;
    if (granted !== undefined && granted.bytes >= bytes) {
      this.#granted = undefined;
      return granted;
    }
    if (this.#asked !== undefined && this.#asked.bytes >= bytes) return undefined;
    this.forget();
    const { departures, holder } = this.#parts;
    const cargo = departures.take(holder, bytes);
    if (cargo === undefined) this.#ask(bytes);
    return cargo;
  }

  #ask(bytes: number): void {
    const { departures, clock, holder } = this.#parts;
    const takeBack = departures.wait({
      ...{ holder, bytes, patienceMs: STATE_PATIENCE_MS },
      begin: (cargo) => {
        this.#asked = undefined;
        this.#granted = cargo;
        // Not within the call by which somebody else has given the memory back.
        clock.soon(() => {
          if (!this.#isEnded) this.#parts.again();
        });
      },
      refuse: () => this.#parts.close(refuse('busy')),
    });
    if (this.#granted === undefined) this.#asked = { bytes, takeBack };
  }
}

/** What is on its way to some readers. */
interface Shared {
  readonly frames: readonly Uint8Array[];
  readonly cargo: Cargo;
  readers: number;
}

const underWay = new WeakMap<object, Shared>();
