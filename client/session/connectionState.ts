import type { ControlMessage } from '../../shared/protocol/control.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import { assertNever } from '../../shared/assertNever.ts';
import type { Wire } from './wire.ts';

/** What a connection reports to its session. */
export interface ConnectionListener {
  /** Its status has changed. */
  changed(status: ConnectionStatus): void;
  /** A new wire is open. The relay counts from zero, and nothing has been sent on it yet. */
  opened(): void;
  /** Everything that the relay lacks of the document has left as this message of the wire. */
  handedIn(message: number): void;
  /**
   * The relay at this address did not prove that it is the right one. Nothing was sent, and the connection
   * tries again.
   */
  metStranger(id: RelayId | undefined): void;
  control(message: ControlMessage): void;
}

/**
 * The state of a connection. A state holds its timer as `stopTimer`, and its wire. Both end with the last
 * state that has them. `loss` is undefined if the relay was never lost, or not since it was last in step.
 */
export type ConnectionState =
  /** Not requested yet. */
  | { readonly kind: 'idle' }
  /** The relay has to prove who it is before it sees the key. The timer gives up. */
  | { readonly kind: 'proving'; readonly loss: Loss | undefined; readonly stopTimer: () => void }
  /** On its way to the relay. The timer gives up. */
  | {
      readonly kind: 'opening';
      readonly wire: Wire;
      readonly loss: Loss | undefined;
      readonly stopTimer: () => void;
    }
  /**
   * The relay answers. In step means that it has sent everything that it had when this wire opened. The timer
   * checks for silence.
   */
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

/**
 * Since when the relay has been out of reach. Turned away means that it answers, but lets nobody in for now.
 */
export interface Loss {
  readonly since: number;
  readonly isTurnedAway: boolean;
}

/** Why a connection does not come back. */
export type Ending =
  /** The relay closed with a code that reconnecting cannot fix. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** The other end sent something that no relay sends. None of it was applied. */
  | { readonly kind: 'distrusted' }
  /** This window hung up. */
  | { readonly kind: 'left' };

/** A connection as its users see it. */
export type ConnectionStatus =
  /** The first attempt is not over yet. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** Out of step since then. The connection comes back by itself. */
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

/** True when the change from one to the other is not worth reporting. */
export function isSameStatus(one: ConnectionStatus, other: ConnectionStatus): boolean {
  if (one.kind !== 'offline' || other.kind !== 'offline') return one.kind === other.kind;
  return one.isTurnedAway === other.isTurnedAway;
}

function outOfStep(loss: Loss | undefined): ConnectionStatus {
  return loss === undefined ? { kind: 'connecting' } : { kind: 'offline', ...loss };
}
