import { PRESENCE_BYTES_PER_SECOND } from '../../shared/limits.ts';

/**
 * What one connection (over REST: one address) may cause, beyond its messages and their bytes, which go by
 * MESSAGES_PER_SECOND. Who reaches a rate is slowed: its connection is not read for a while.
 */
export const COST_RATES = {
  /** A large state four times at once, as after a bad connection; then one of them in ten seconds. */
  bytesSent: { perSecond: 2 * 1024 * 1024, burst: 80 * 1024 * 1024, longestWaitMs: 60_000 },
  /**
   * Every editing session that writes takes one id, and every reload is another session. A class of two hundred behind
   * one address comes in at once; then 8,640 a day. Counted for an address, because a reload is a new connection.
   */
  newClients: { perSecond: 0.1, burst: 256, longestWaitMs: 600_000 },
  /** ... of one room, whoever brings them: what a lost state held comes back at once, and two hundred at any time. */
  roomClients: { perSecond: 1, burst: 10_000, longestWaitMs: 300_000 },
  /** A client that reconnects repeats all deletions of its document: up to half a million ranges. */
  idleDeletions: { perSecond: 10_000, burst: 1_000_000, longestWaitMs: 60_000 },
  /** The largest text ten times at once, and then 2.7 GB a day; typing is a few hundred bytes a second. */
  logBytes: { perSecond: 32 * 1024, burst: 64 * 1024 * 1024, longestWaitMs: 300_000 },
  /** Opening the largest room takes a second. After five, nobody gets more than a tenth of the relay. */
  loopMs: { perSecond: 100, burst: 5_000, longestWaitMs: 20_000 },
  /** What somebody shows of themselves: 20 moves a second of 300 bytes are 6 KB, and everybody in the room is sent them. */
  presenceBytes: {
    perSecond: PRESENCE_BYTES_PER_SECOND,
    burst: 2 * PRESENCE_BYTES_PER_SECOND,
    longestWaitMs: 10_000,
  },
  /** A program that goes through a list of a thousand rooms, and a class of thirty behind one address. */
  requests: { perSecond: 20, burst: 1_000, longestWaitMs: 60_000 },
  /** Those that cost little, too: a hundred windows behind one address ask for completions. Later ones wait. */
  anyRequests: { perSecond: 200, burst: 500, longestWaitMs: 2_000 },
  /** A lecture hall behind one address that comes back twice after a restart. Later ones wait. */
  entries: { perSecond: 10, burst: 500, longestWaitMs: 5_000 },
  /** Each takes a millisecond or two. Who looks beyond that waits for the next, together with all others. */
  checks: { perSecond: 10, burst: 20, longestWaitMs: 100 },
} as const;
