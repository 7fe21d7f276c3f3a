import type { Dialogs } from './dialogs.ts';
import type { Disk } from './disk.ts';
import type { DocumentModel } from './documentModel.ts';
import type { ExtensionHost } from './extensionHost.ts';
import type { OpenOptions, TabGroups, TabInput, WorkbenchTab } from './groups.ts';
import type { Models } from './models.ts';

/** The renderer, as its parts see it. */
export interface Renderer {
  readonly dialogs: Dialogs;
  readonly disk: Disk;
  readonly groups: TabGroups;
  readonly models: Models;
  /** The text that the keys go to. */
  readonly focusedModel: DocumentModel | undefined;
  /** Sends a message to the extension host. */
  send(deliver: (host: ExtensionHost) => void): void;
  /** Asks the extension host, and has its answer a while later. */
  ask<T>(question: (host: ExtensionHost) => PromiseLike<T> | T): Promise<T>;
  /** Something takes up to so long. */
  pause(mostMs: number): Promise<void>;
  open(input: TabInput, options?: OpenOptions): Promise<WorkbenchTab>;
  /** Takes a tab away without a question. */
  remove(tab: WorkbenchTab): void;
}
