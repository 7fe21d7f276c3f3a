import { plainText } from '../../client/plainText.ts';
import type { Log } from '../../client/ports.ts';
import { translate } from '../../client/translate.ts';
import type { OpenRoom } from '../document/openRooms.ts';
import type { RoomSessions } from './roomSessions.ts';
import type { SavedRoom } from './savedRooms.ts';
import { UserError } from '../userError.ts';
import { tell } from '../words/tell.ts';

export interface RestoreParts {
  readonly sessions: Pick<RoomSessions, 'toRestore' | 'setAside'>;
  readonly log: Log;
  /** Claims the room's document and opens its session. Throws UserError where another room has the document. */
  readonly open: (saved: SavedRoom) => Promise<OpenRoom>;
  /** Binds the room's document once its session is there; leaves the room and rejects when it cannot. */
  readonly bind: (saved: SavedRoom, room: Promise<OpenRoom>) => Promise<unknown>;
}

/** The room was left before it was entered: whoever did that has told the person. */
export class LeftMeanwhileError extends Error {
  override readonly name = 'LeftMeanwhileError';
}

/**
 * Enters the rooms again that this window was in before it was reloaded. `opened` resolves when their sessions are
 * there, which is when VS Code may read their documents; `bound` when the documents are bound. A room that cannot be
 * entered is told to the person. Both reject when it cannot be read which rooms those were.
 */
export function restoreRooms(parts: RestoreParts): { opened: Promise<void>; bound: Promise<void> } {
  const rooms = parts.sessions
    .toRestore()
    .then((saved) => saved.map((one) => ({ saved: one, room: openAgain(parts, one) })));
  const opened = rooms.then((all) => Promise.allSettled(all.map(({ room }) => room)));
  const bound = rooms.then((all) => Promise.allSettled(all.map((one) => bindAgain(parts, one))));
  return { opened: opened.then(() => undefined), bound: bound.then(() => undefined) };
}

async function openAgain(parts: RestoreParts, saved: SavedRoom): Promise<OpenRoom> {
  try {
    return await parts.open(saved);
  } catch (error) {
    await parts.sessions.setAside(saved);
    tellNotRestored(parts.log, saved, error);
    throw error;
  }
}

async function bindAgain(
  parts: RestoreParts,
  { saved, room }: { readonly saved: SavedRoom; readonly room: Promise<OpenRoom> },
): Promise<void> {
  const opened = room.catch(() => undefined);
  try {
    await parts.bind(saved, room);
  } catch (error) {
    // What could not be opened was told before.
    if ((await opened) !== undefined && !(error instanceof LeftMeanwhileError))
      tellNotRestored(parts.log, saved, error);
  }
}

function tellNotRestored(log: Log, { roomId, name }: SavedRoom, error: unknown): void {
  log.warn('A room could not be entered again after a reload.', { roomId, error: String(error) });
  void tell.warn(
    error instanceof UserError
      ? translate(
          'Tandem did not rejoin "{0}": its document now belongs to another room. Join it with its invite.',
          plainText(name),
        )
      : translate(
          'Tandem could not reopen "{0}". The room still exists: join it with its invite.',
          plainText(name),
        ),
  );
}
