import * as vscode from 'vscode';
import * as z from 'zod';
import { shownLanguageId, shownName } from '../../shared/api/rooms.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import type { ByteStore, Log } from '../../client/ports.ts';
import { addressKey } from '../../client/relay/knownRelays.ts';
import { FREE, fileName } from '../../client/session/journal.ts';
import { journalKey } from '../../client/session/journals.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import { storedRelayUrl, storedRoomId } from '../../client/session/storedRoom.ts';
import type { RecentRooms } from './recentRooms.ts';
import type { SavedRooms } from './savedRooms.ts';

export interface TakeOver010 {
  readonly workspaceState: vscode.Memento;
  readonly globalState: vscode.Memento;
  /** Where 0.1.0 kept this window's journals. */
  readonly windowFolder: vscode.Uri;
  readonly globalFolder: vscode.Uri;
  readonly openStore: (folder: vscode.Uri) => ByteStore;
  readonly savedRooms: SavedRooms;
  /** Where journals are now. */
  readonly journals: ByteStore;
  readonly recent: RecentRooms;
  readonly log: Log;
}

/** 0.1.0's memento of the rooms of a workspace. */
const ROOMS = 'rooms';

/** Set when the journals of windows that are not here were looked for. */
const LOOKED = 'lookedForJournalsOf010';

/** What 0.1.0 called a window does not matter: it is gone. */
const WINDOW_OF_010 = 'of-0-1-0';

/**
 * Takes over what version 0.1.0 kept of rooms: a list in a memento of each workspace, and journals in a folder of each
 * workspace, or of the person for windows without a folder. Something is removed there when it is kept here, so
 * this can be repeated and may be cut short. Recent rooms and owner keys are read as 0.1.0 wrote them.
 *
 * Removable when nobody has a window of 0.1.0 any more.
 */
export async function takeOver010(options: TakeOver010): Promise<void> {
  try {
    await takeOverRooms(options);
    await takeOverOthers(options);
  } catch (error) {
    options.log.error('What version 0.1.0 has kept could not be taken over; it stays where it is.', {
      error: String(error),
    });
  }
}

const roomSchema = z.object({
  roomId: storedRoomId,
  relayUrl: storedRelayUrl,
  name: shownName,
  language: shownLanguageId,
  uri: z.string(),
  journalKey: z.string(),
  isOpen: z.boolean(),
  isHost: z.boolean().default(false),
});

/** The rooms of this workspace: those that were open are entered again, and what was not sent waits for all of them. */
async function takeOverRooms(options: TakeOver010): Promise<void> {
  const stored = options.workspaceState.get<unknown>(ROOMS);
  if (!Array.isArray(stored)) return;
  const store = options.openStore(vscode.Uri.joinPath(options.windowFolder, 'journal'));
  for (const entry of stored) {
    const parsed = roomSchema.safeParse(entry);
    if (!parsed.success) continue;
    const { journalKey: old, isOpen, ...room } = parsed.data;
    await moveJournal(store, old, options.journals, room);
    if (isOpen) await options.savedRooms.leaveFor(WINDOW_OF_010, room);
  }
  await options.workspaceState.update(ROOMS, undefined);
}

/**
 * Journals of windows that do not come back by themselves. They name the room and not its relay, and a room id is what any
 * relay may say: so only those are taken whose room was joined at one address alone.
 */
async function takeOverOthers(options: TakeOver010): Promise<void> {
  if (options.globalState.get<boolean>(LOOKED, false)) return;
  for (const folder of await journalFolders(options)) {
    const store = options.openStore(folder);
    for (const name of await store.list()) {
      const [, old, room] = /^(([\w-]{22})-[\w-]{36})\.unsaved$/.exec(name) ?? [];
      const roomId = parseRoomId(room ?? '');
      if (old === undefined || roomId === undefined) continue;
      const [known, ...others] = options.recent.all().filter((recent) => recent.roomId === roomId);
      if (known !== undefined && others.length === 0) await moveJournal(store, old, options.journals, known);
    }
  }
  await options.globalState.update(LOOKED, true);
}

/** The person's own one, and those of all workspaces, as VS Code lays them out beside it. */
async function journalFolders({ globalFolder }: TakeOver010): Promise<vscode.Uri[]> {
  const extension = globalFolder.path.split('/').at(-1) ?? '';
  const workspaces = vscode.Uri.joinPath(globalFolder, '..', '..', 'workspaceStorage');
  const own = vscode.Uri.joinPath(globalFolder, 'journal');
  try {
    const found = await vscode.workspace.fs.readDirectory(workspaces);
    return [own, ...found.map(([name]) => vscode.Uri.joinPath(workspaces, name, extension, 'journal'))];
  } catch {
    // No workspace was opened yet, or this VS Code keeps them elsewhere.
    return [own];
  }
}

async function moveJournal(
  from: ByteStore,
  old: string,
  to: ByteStore,
  { roomId, relayUrl }: RoomRef,
): Promise<void> {
  // The same name each time, however often this is cut short.
  const key = journalKey(roomId, addressKey(relayUrl), `${FREE}${old.slice(roomId.length + 1)}`);
  for (const part of ['state', 'unsaved'] as const) {
    const bytes = await from.read(`${old}.${part}`);
    if (bytes === undefined) continue;
    await to.write(fileName(key, part, 1), bytes);
    await from.delete(`${old}.${part}`);
  }
}
