import type { Mismatch } from '../../shared/protocol/control.ts';
import type { Cost } from '../costs/rates.ts';

/** Why a room does not take a change, in short. The words are metrics labels: do not rename them lightly. */
export type RefusalCause =
  /** The guard says no: an honest client never sends it. */
  | 'malformed'
  /** The room's text or history would grow beyond its limit. */
  | 'too large'
  /** The database does not keep up, or too many begin to write at once; later it may. */
  | 'overloaded'
  /** The room was deleted meanwhile. */
  | 'gone';

/** Why a frame of a client was not taken. A gap is no fault: the client is asked again. */
export type FrameRefusal = RefusalCause | 'gap';

/** Why a connection was not let in, or not kept: its address or its room has too many, or it never asked for anything. */
export type ConnectionRefusal = 'address' | 'full room' | 'silent';

/**
 * What the edit path counts, whoever looks at it. Called at most a few times a turn of the event loop, and takes numbers
 * alone, so that counting allocates nothing.
 */
export interface RelayMetrics {
  /** Milliseconds that only grow: for `since` below. */
  now(): number;
  /** One commit of `updates` rows, begun at `since`, has returned. */
  committed(updates: number, since: number): void;
  commitFailed(): void;
  /** A turn was handed to the sockets of a room; its oldest update came in at `since`. */
  broadcast(since: number): void;
  frameRefused(reason: FrameRefusal): void;
  /** A client is not read for a while, since it has caused too much of something. */
  slowed(cost: Cost): void;
  connectionRefused(why: ConnectionRefusal): void;
  /** A client has found a text that was not what it should have been. */
  mismatched(of: Mismatch): void;
}

/** Where nobody looks, as in tests of a room. */
export const noMetrics: RelayMetrics = {
  now: () => 0,
  committed: () => undefined,
  commitFailed: () => undefined,
  broadcast: () => undefined,
  frameRefused: () => undefined,
  slowed: () => undefined,
  connectionRefused: () => undefined,
  mismatched: () => undefined,
};
