import { CloseCode } from '../../shared/protocol/closeCode.ts';
import { DocumentsBusyError } from '../rooms/documents/documentBuilder.ts';
import { isUnreadable } from '../rooms/documents/unreadable.ts';
import { StoppingError } from '../rooms/openRooms.ts';

/** What a client is told whose room cannot be opened or read. */
export function closeOf(error: unknown): [CloseCode, string] {
  if (error instanceof StoppingError) return [CloseCode.tryAgainLater, 'The relay is restarting.'];
  if (error instanceof DocumentsBusyError)
    return [CloseCode.tryAgainLater, 'Many open large rooms at the moment. Try again soon.'];
  if (isUnreadable(error))
    return [
      CloseCode.internalError,
      'This room cannot be read: it is damaged or too large. Ask who runs the relay.',
    ];
  return [CloseCode.internalError, 'This room cannot be opened at the moment.'];
}
