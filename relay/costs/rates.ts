import { FLOOD_BURST_SECONDS, FLOOD_BYTES_PER_MESSAGE } from '../limits.ts';
import { COST_RATES } from './costRates.ts';

/** What somebody can cause a relay to spend. */
export type Cost =
  /** Messages of a WebSocket, and their bytes. */
  | 'messages'
  | 'bytesIn'
  /** Bytes that somebody has asked for: states, differences, texts, everybody's presence. What others do is not theirs. */
  | 'bytesSent'
  /** Yjs client ids that a room had never seen: by who brings them, and by the room that takes them. */
  | 'newClients'
  | 'roomClients'
  /** Deleted ranges that were deleted before. */
  | 'idleDeletions'
  /** Bytes that a room's log grows by. */
  | 'logBytes'
  /** Milliseconds for which nobody else was served: by the event loop, or by the thread for large rooms. */
  | 'loopMs'
  /** Bytes of presence that somebody shows. What a client sends back of others is not theirs. */
  | 'presenceBytes'
  /** Requests for rooms by REST, and requests of any kind. */
  | 'requests'
  | 'anyRequests'
  /** WebSockets that are opened. */
  | 'entries'
  /** Looks at the whole relay: its health, its metrics. By what is looked at, not by who looks. */
  | 'checks';

export interface Rate {
  readonly perSecond: number;
  /** What a holder that was quiet may cause at once. */
  readonly burst: number;
  /** Nobody waits longer than this, whatever was done. */
  readonly longestWaitMs: number;
}

/** A cost without a rate is free. */
export type Rates = Readonly<Partial<Record<Cost, Rate>>>;

/**
 * False for what is refused while its account has to wait. A pause would also hold back what the client writes under
 * ids that the room knows.
 */
export function isSlowing(cost: Cost): boolean {
  return cost !== 'newClients' && cost !== 'roomClients';
}

/** The rates of a relay that takes `messagesPerSecond` of one client; 0 for as many as come. */
export function ratesFor(messagesPerSecond: number): Rates {
  return { ...COST_RATES, ...inflowRates(messagesPerSecond) };
}

function inflowRates(messagesPerSecond: number): Rates {
  if (messagesPerSecond === 0) return {};
  const messages = {
    perSecond: messagesPerSecond,
    burst: messagesPerSecond * FLOOD_BURST_SECONDS,
    longestWaitMs: FLOOD_BURST_SECONDS * 1_000,
  };
  const bytesIn = {
    ...messages,
    perSecond: messages.perSecond * FLOOD_BYTES_PER_MESSAGE,
    burst: messages.burst * FLOOD_BYTES_PER_MESSAGE,
  };
  return { messages, bytesIn };
}
