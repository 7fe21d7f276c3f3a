import { uuidv4 } from 'lib0/random';
import * as vscode from 'vscode';
import type { Log } from '../../client/ports.ts';
import { KnownRelays } from '../../client/relay/knownRelays.ts';
import { Journals, tagOf } from '../../client/session/journals.ts';
import { WindowLeases } from '../../client/windows/windowLeases.ts';
import type { Platform } from '../platform.ts';
import { RecentRooms } from './recentRooms.ts';
import { SavedRooms } from './savedRooms.ts';
import { systemClock } from '../systemClock.ts';
import { takeOver010 } from './takeOver010.ts';
import { windowId } from '../windowId.ts';

/** What Tandem keeps of relays and rooms. */
export interface KeptRooms {
  readonly known: KnownRelays;
  readonly leases: WindowLeases;
  readonly journals: Journals;
  readonly savedRooms: SavedRooms;
  readonly recent: RecentRooms;
  /** Resolves when all of it can be found, also what earlier versions have left. Never rejects. */
  readonly ready: Promise<void>;
}

/** For an empty window, which has no folder of its own. */
const WORKSPACE_ID = 'workspaceId';

/**
 * Opens the person's own folder, which all windows share: `relays` who is known, `windows` who is alive, `rooms` where each
 * window is, `unsent` the journals. One file is one thing, so that no window overwrites what another one has added.
 */
export function openKept(context: vscode.ExtensionContext, platform: Platform, log: Log): KeptRooms {
  const store = (name: string) => platform.openStore(vscode.Uri.joinPath(context.globalStorageUri, name));
  // eslint-disable-next-line no-restricted-properties -- windows have no clock in common but the date
  const date = (): number => Date.now();
  const parts = { windowId, clock: systemClock, date, log };
  const known = new KnownRelays(store('relays'), log);
  const liveness = platform.liveness(windowId);
  const leases = new WindowLeases({ ...parts, store: store('windows'), liveness });
  const unsent = store('unsent');
  const journals = new Journals({ ...parts, store: unsent, leases, delayMs: platform.journalDelayMs });
  const workspaceId = workspaceIdOf(context);
  const savedRooms = new SavedRooms({ ...parts, store: store('rooms'), workspaceId, leases, known });
  const recent = new RecentRooms(context.globalState, known);
  const ready = (async (): Promise<void> => {
    await Promise.all([known.load(), leases.hold()]);
    await takeOver010({
      workspaceState: context.workspaceState,
      globalState: context.globalState,
      windowFolder: context.storageUri ?? context.globalStorageUri,
      globalFolder: context.globalStorageUri,
      openStore: (folder) => platform.openStore(folder),
      journals: unsent,
      ...{ savedRooms, recent, log },
    });
  })();
  return { known, leases, journals, savedRooms, recent, ready };
}

/** The same in every window of the workspace. */
function workspaceIdOf({ storageUri, workspaceState }: vscode.ExtensionContext): string {
  if (storageUri !== undefined) return tagOf(storageUri.toString());
  const known = workspaceState.get<string>(WORKSPACE_ID);
  if (known !== undefined) return known;
  const id = uuidv4();
  void workspaceState.update(WORKSPACE_ID, id);
  return id;
}
