import type { Clock } from '../clock.ts';
import type { Account, Ledger } from '../costs/ledger.ts';
import { isLoopback } from '../names/hostName.ts';
import type { RelayNames } from '../names/relayNames.ts';

export interface SocketSharesParts {
  /** `connectionsPerAddress` is how many are open at the most; 0 for no limit. */
  readonly config: { readonly connectionsPerAddress: number };
  readonly ledger: Ledger;
  readonly names: Pick<RelayNames, 'isForThisComputerAlone'>;
  readonly clock: Pick<Clock, 'after'>;
}

/**
 * How many WebSockets each address may have open, so that one computer cannot have all of them, and how fast it may open
 * them, since a room is loaded each time. Open ones from this computer are not counted: they are the operator's own, or
 * everybody's behind a proxy that the relay was not told of.
 */
export class SocketShares {
  readonly #parts: SocketSharesParts;
  readonly #open = new Map<string, number>();

  constructor(parts: SocketSharesParts) {
    this.#parts = parts;
  }

  isUsedUp(address: string): boolean {
    const most = this.#parts.config.connectionsPerAddress;
    return most > 0 && !isLoopback(address) && (this.#open.get(address) ?? 0) >= most;
  }

  /** One more is open; the result is to be called once when it is closed. */
  open(address: string): () => void {
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
    return () => {
      const left = (this.#open.get(address) ?? 1) - 1;
      if (left === 0) this.#open.delete(address);
      else this.#open.set(address, left);
    };
  }

  /** Lets in who has come: at once, or later where many have come from there just now. */
  enter(address: string, letIn: () => void): void {
    const { ledger, clock, names } = this.#parts;
    const waitMs = names.isForThisComputerAlone
      ? 0
      : ledger.accountOf(`address ${address}`).charge('entries', 1);
    if (waitMs > 0) clock.after(waitMs, letIn);
    else letIn();
  }

  /** New client ids are the address's, since each reload is another connection. */
  accountOf(connection: string, address: string): Account {
    const { ledger } = this.#parts;
    const ofConnection = ledger.accountOf(connection);
    if (isLoopback(address)) return ofConnection;
    const ofAddress = ledger.accountOf(address);
    return {
      charge: (cost, amount, now) =>
        (cost === 'newClients' ? ofAddress : ofConnection).charge(cost, amount, now),
      left: (cost) => (cost === 'newClients' ? ofAddress : ofConnection).left(cost),
    };
  }
}
