import type { Clock } from '../clock.ts';
import { MAX_DEPARTED_IDS, PROBE_TIMEOUT_MS } from '../limits.ts';
import type { Participant } from './participant.ts';

/** A connection that shows itself under an awareness id. */
export interface Holder {
  readonly participant: Pick<Participant, 'presenceKey' | 'answeredPingAt' | 'probe'>;
  /** When its connection was opened, by the clock that only grows. */
  readonly openedAt: number;
  /** Counts up in the order in which connections came. */
  readonly order: number;
}

export type IdVerdict =
  | 'owner'
  /** Somebody else has the id and may be an old connection of the same client. `onChange` tells what comes of it. */
  | 'waiting'
  /** The id is somebody else's, and this connection never gets it. */
  | 'refused';

/**
 * Whose an awareness id is: the connection's that had it first, or that is the same client come back.
 *
 * 1. A client that shows a key (presence_key) keeps its ids: a connection with the same key gets them at once, and
 *    nobody else ever does.
 * 2. Without a key, a connection can only be the return of one that was dead when it was opened: not of one that has
 *    answered a ping sent since. What else arrives may have waited in the network, and proves nothing.
 * 3. A claim ends nobody's connection. Whoever is silent lends the id to the claimant, and has it back with an answer.
 */
export class PresenceIds<H extends Holder> {
  readonly #clock: Clock;
  readonly #onChange: (id: number, owner: H | undefined) => void;
  readonly #held = new Map<number, Held<H>>();
  /** Whose the ids were that nobody has now, oldest first. */
  readonly #departed = new Map<number, Departed>();

  /** `onChange` is told when an id gets another owner without having asked just now. */
  constructor(clock: Clock, onChange: (id: number, owner: H | undefined) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  ownerOf(id: number): H | undefined {
    return this.#held.get(id)?.owner;
  }

  claim(id: number, claimant: H): IdVerdict {
    const held = this.#held.get(id);
    if (held === undefined) {
      const last = this.#departed.get(id);
      if (last !== undefined && !mayFollow(claimant, last)) return 'refused';
      this.#departed.delete(id);
      this.#held.set(id, { owner: claimant, lender: undefined, claim: undefined });
      return 'owner';
    }
    this.lookAgain(id);
    const { owner, lender, claim } = held;
    if (owner === claimant) return 'owner';
    if (lender === claimant) return 'waiting';
    if (claim?.by === claimant) return 'waiting';
    if (claimant.order < owner.order || !mayFollow(claimant, departedOf(owner))) return 'refused';
    if (isKeyed(owner)) {
      this.#hand(held, claimant, undefined);
      return 'owner';
    }
    if (claim !== undefined && claim.by.order > claimant.order) return 'refused';
    claim?.cancel();
    held.claim = { by: claimant, cancel: this.#afterProbe(id, held, claimant) };
    owner.participant.probe();
    return 'waiting';
  }

  /** Its connection is gone. */
  release(id: number, holder: H): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    if (held.lender === holder) held.lender = undefined;
    if (held.claim?.by === holder) this.#drop(held);
    if (held.owner !== holder) return;
    const next = held.lender ?? held.claim?.by;
    const last = departedOf(holder);
    if (next !== undefined && (next === held.lender || mayFollow(next, last))) {
      this.#hand(held, next, undefined);
      this.#onChange(id, next);
      return;
    }
    this.#drop(held);
    this.#held.delete(id);
    this.#departed.delete(id);
    this.#departed.set(id, last);
    const [oldest] = this.#departed.keys();
    if (oldest !== undefined && this.#departed.size > MAX_DEPARTED_IDS) this.#departed.delete(oldest);
    this.#onChange(id, undefined);
  }

  /** Gives the id back to who lent it, if it has answered a ping since. */
  lookAgain(id: number): void {
    const held = this.#held.get(id);
    const lender = held?.lender;
    if (held === undefined || lender === undefined || mayFollow(held.owner, departedOf(lender))) return;
    this.#hand(held, lender, undefined);
    this.#onChange(id, lender);
  }

  dispose(): void {
    for (const held of this.#held.values()) this.#drop(held);
  }

  #afterProbe(id: number, held: Held<H>, claimant: H): () => void {
    const { owner } = held;
    return this.#clock.after(PROBE_TIMEOUT_MS, () => {
      // One more turn: after a pause of our own the answer may still wait to be read.
      this.#clock.soon(() => {
        if (held.owner !== owner || held.claim?.by !== claimant) return;
        this.#drop(held);
        if (!mayFollow(claimant, departedOf(owner))) return;
        this.#hand(held, claimant, held.lender ?? owner);
        this.#onChange(id, claimant);
      });
    });
  }

  #hand(held: Held<H>, owner: H, lender: H | undefined): void {
    this.#drop(held);
    held.owner = owner;
    held.lender = lender;
  }

  #drop(held: Held<H>): void {
    held.claim?.cancel();
    held.claim = undefined;
  }
}

interface Held<H> {
  owner: H;
  /** Had it before the owner, is connected and silent. */
  lender: H | undefined;
  claim: { readonly by: H; readonly cancel: () => void } | undefined;
}

/** What is remembered of who had an id. */
interface Departed {
  readonly key: Participant['presenceKey'];
  readonly answeredPingAt: number;
}

function departedOf({ participant }: Holder): Departed {
  return { key: participant.presenceKey, answeredPingAt: participant.answeredPingAt };
}

function isKeyed({ participant }: Holder): boolean {
  return participant.presenceKey !== undefined;
}

/** Whether `claimant` can be the same client as who had the id. */
function mayFollow({ participant, openedAt }: Holder, last: Departed): boolean {
  if (last.key !== undefined) return participant.presenceKey === last.key;
  return last.answeredPingAt < openedAt;
}
