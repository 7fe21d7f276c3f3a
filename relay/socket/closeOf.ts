import { type ClosingRefusal, isClosing, refuse } from '../../shared/protocol/refusal.ts';
import { RefusedError } from '../refusedError.ts';
import { isUnreadable } from '../rooms/documents/unreadable.ts';

/** What a client is told whose room cannot be opened or read. */
export function closeOf(error: unknown): ClosingRefusal {
  if (error instanceof RefusedError && isClosing(error.refusal)) return error.refusal;
  return refuse(isUnreadable(error) ? 'roomUnreadable' : 'roomNotOpened');
}
