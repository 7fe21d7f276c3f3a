import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../costs/ledger.ts';
import { addressOf, limitedAddress } from '../names/limitedAddress.ts';

export interface RequestPaceParts {
  /** Undefined where nobody is counted. */
  readonly ledger: Ledger | undefined;
  readonly clock: Pick<Clock, 'after'>;
  readonly trustProxy: number;
}

/**
 * How fast one address is answered, whatever it asks for. Refusing costs as much as a cheap answer, so who asks too often
 * waits instead, and its connection asks nothing more until then.
 */
export class RequestPace {
  readonly #parts: RequestPaceParts;

  constructor(parts: RequestPaceParts) {
    this.#parts = parts;
  }

  /** Calls `answer` at once, or when this address may have another answer; never when it has hung up by then. */
  take(request: IncomingMessage, response: ServerResponse, answer: () => unknown): void {
    const { ledger, clock, trustProxy } = this.#parts;
    const address = limitedAddress({ ip: addressOf(request, trustProxy) });
    const waitMs = ledger?.accountOf(`address ${address}`).charge('anyRequests', 1) ?? 0;
    if (waitMs === 0) {
      answer();
      return;
    }
    const cancel = clock.after(waitMs, () => {
      response.off('close', cancel);
      answer();
    });
    response.once('close', cancel);
  }
}
