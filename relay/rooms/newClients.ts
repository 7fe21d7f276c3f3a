import type { StateVector } from '../../shared/guard/stateVector.ts';
import { MAX_ROOM_CLIENTS } from '../../shared/limits.ts';
import type { Account } from '../costs/ledger.ts';
import { MAX_NEW_CLIENTS, NEW_CLIENTS_SHARE } from '../limits.ts';
import { type Refused, refusedFor } from './reception.ts';

/**
 * Who may bring Yjs client ids that a room has not seen. A room takes MAX_ROOM_CLIENTS in its whole life, so nobody may
 * use them up for the others.
 *
 * 1. A message brings MAX_NEW_CLIENTS: one's own, and of those with whom one has merged offline work.
 * 2. A step 2 may bring more, as that of a client which has what the relay lost; but at most a tenth of what the room
 *    has left.
 * 3. Both who brings them and the room have an account. While one of them has to wait, ids are refused for the moment,
 *    and who has an id in the room already goes on.
 */
export class NewClients {
  readonly #known: StateVector;
  readonly #room: Account | undefined;

  constructor(known: StateVector, room: Account | undefined) {
    this.#known = known;
    this.#room = room;
  }

  refusalOf(count: number, isStep2: boolean, account: Account | undefined): Refused | undefined {
    if (count === 0) return undefined;
    if (count > MAX_NEW_CLIENTS) {
      // Its client comes back and says the same in a step 2.
      if (!isStep2) return IN_A_STEP_2;
      if (count > Math.max(MAX_NEW_CLIENTS, (MAX_ROOM_CLIENTS - this.#known.size) * NEW_CLIENTS_SHARE))
        return BEYOND_SHARE;
    }
    const isLate =
      (account?.charge('newClients', 0) ?? 0) > 0 || (this.#room?.charge('roomClients', 0) ?? 0) > 0;
    return isLate ? TOO_MANY_AT_ONCE : undefined;
  }

  /** `count` more were taken. */
  taken(count: number, account: Account | undefined): void {
    if (count === 0) return;
    account?.charge('newClients', count);
    this.#room?.charge('roomClients', count);
  }
}

const IN_A_STEP_2 = refusedFor('clientsWithoutStep2');

const BEYOND_SHARE = refusedFor('clientsBeyondShare');

const TOO_MANY_AT_ONCE = refusedFor('clientsAtOnce');
