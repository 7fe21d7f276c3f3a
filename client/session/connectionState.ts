import { assertNever } from '../../shared/assertNever.ts';
import type { Wire } from './wire.ts';

/**
 * Where a connection is. A state holds its timer as `stopTimer`, and its wire: both end with the last state that has
 * them. `lostAt` is when the relay was last lost; undefined while it never was, or not since it was last in step.
 */
export type ConnectionState =
  /** Not asked for yet. */
  | { readonly kind: 'idle' }
  /** On its way to the relay. The timer gives it up. */
  | {
      readonly kind: 'opening';
      readonly wire: Wire;
      readonly lostAt: number | undefined;
      readonly stopTimer: () => void;
    }
  /** The relay answers. In step: it has sent everything that it had when this wire opened. The timer looks for silence. */
  | {
      readonly kind: 'open';
      readonly wire: Wire;
      readonly isInStep: boolean;
      readonly lostAt: number | undefined;
      readonly stopTimer: () => void;
    }
  /** Between two attempts. The timer begins the next. */
  | { readonly kind: 'waiting'; readonly lostAt: number; readonly stopTimer: () => void }
  /** For good. */
  | { readonly kind: 'over'; readonly because: Ending };

/** Why a connection does not come back. */
export type Ending =
  /** The relay closed with a code that coming back cannot mend. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** What answers there sent what no relay sends. Nothing of that was taken in. */
  | { readonly kind: 'distrusted' }
  /** This window hung up. */
  | { readonly kind: 'left' };

/** What a connection is to those who use it. */
export type ConnectionStatus =
  /** The first attempt is not over yet. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** Out of step since then; it comes back by itself. */
  | { readonly kind: 'offline'; readonly since: number }
  | { readonly kind: 'over'; readonly because: Ending };

/** The status that a state means. Attempts of one outage do not change it. */
export function statusOf(state: ConnectionState): ConnectionStatus {
  switch (state.kind) {
    case 'idle':
      return { kind: 'connecting' };
    case 'opening':
    case 'waiting':
      return outOfStep(state.lostAt);
    case 'open':
      return state.isInStep ? { kind: 'online' } : outOfStep(state.lostAt);
    case 'over':
      return { kind: 'over', because: state.because };
    default:
      return assertNever(state);
  }
}

/** The timer of a state, as what stops it. */
export function timerOf(state: ConnectionState): (() => void) | undefined {
  return 'stopTimer' in state ? state.stopTimer : undefined;
}

/** The wire of a state. */
export function wireOf(state: ConnectionState): Wire | undefined {
  return 'wire' in state ? state.wire : undefined;
}

function outOfStep(lostAt: number | undefined): ConnectionStatus {
  return lostAt === undefined ? { kind: 'connecting' } : { kind: 'offline', since: lostAt };
}
