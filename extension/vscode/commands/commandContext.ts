import type { RoomFileSystem } from '../roomFileSystem.ts';
import type { SharedDocuments } from '../sharedDocuments.ts';

/** What the commands work with. */
export interface CommandContext {
  readonly documents: SharedDocuments;
  readonly files: RoomFileSystem;
  readonly extensionId: string;
}
