import { assertNever } from '../../shared/assertNever.ts';
import type { Wire } from './wire.ts';

/**
 * Where a connection is. A state holds its timer as `stopTimer`, and its wire: both end with the last state that has
 * them. `loss` is undefined while the relay never was lost, or not since it was last in step.
 */
export type ConnectionState =
  /** Not asked for yet. */
  | { readonly kind: 'idle' }
  /** The relay has to prove who it is before the key is shown. The timer gives it up. */
  | { readonly kind: 'proving'; readonly loss: Loss | undefined; readonly stopTimer: () => void }
  /** On its way to the relay. The timer gives it up. */
  | {
      readonly kind: 'opening';
      readonly wire: Wire;
      readonly loss: Loss | undefined;
      readonly stopTimer: () => void;
    }
  /** The relay answers. In step: it has sent everything that it had when this wire opened. The timer looks for silence. */
  | {
      readonly kind: 'open';
      readonly wire: Wire;
      readonly isInStep: boolean;
      readonly loss: Loss | undefined;
      readonly stopTimer: () => void;
    }
  /** Between two attempts. The timer begins the next. */
  | { readonly kind: 'waiting'; readonly loss: Loss; readonly stopTimer: () => void }
  /** For good. */
  | { readonly kind: 'over'; readonly because: Ending };

/** The relay is out of reach since then. Turned away: it answers, but lets nobody in for now. */
export interface Loss {
  readonly since: number;
  readonly isTurnedAway: boolean;
}

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
  | ({ readonly kind: 'offline' } & Loss)
  | { readonly kind: 'over'; readonly because: Ending };

/** The status that a state means. Attempts of one outage do not change it. */
export function statusOf(state: ConnectionState): ConnectionStatus {
  switch (state.kind) {
    case 'idle':
      return { kind: 'connecting' };
    case 'proving':
    case 'opening':
    case 'waiting':
      return outOfStep(state.loss);
    case 'open':
      return state.isInStep ? { kind: 'online' } : outOfStep(state.loss);
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

/** True when there is nothing to tell of the change from one to the other. */
export function isSameStatus(one: ConnectionStatus, other: ConnectionStatus): boolean {
  if (one.kind !== 'offline' || other.kind !== 'offline') return one.kind === other.kind;
  return one.isTurnedAway === other.isTurnedAway;
}

function outOfStep(loss: Loss | undefined): ConnectionStatus {
  return loss === undefined ? { kind: 'connecting' } : { kind: 'offline', ...loss };
}
