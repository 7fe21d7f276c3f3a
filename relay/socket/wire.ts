import { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { RefusalCause } from '../rooms/reception.ts';

/** The WebSocket, as far as a session needs it. */
export interface Wire {
  /** The answer has the same payload. */
  ping(payload?: string): void;
  /** Says goodbye, and cuts the connection if no goodbye comes back. */
  close(code: CloseCode, reason: string): void;
  terminate(): void;
}

/** How a connection ends whose edit a room has refused. */
export const CLOSE_CODES: Record<RefusalCause, CloseCode> = {
  malformed: CloseCode.badMessage,
  'too large': CloseCode.tooLarge,
  overloaded: CloseCode.tryAgainLater,
  gone: CloseCode.noSuchRoom,
};

/** What both kinds of sessions say to who finds a room full: somebody may leave any moment. */
export const ROOM_IS_FULL = [CloseCode.tryAgainLater, 'This room is full. Try again in a moment.'] as const;
