import type { MemoryStore } from '../memoryStore.ts';
import { Disk } from './disk.ts';
import type { Kept } from './mementos.ts';

/** What belongs to a person's computer and not to one window. */
export interface Computer {
  readonly name: string;
  readonly disk: Disk;
  readonly clipboard: { text: string };
  readonly globalState: Kept;
  readonly secrets: Map<string, string>;
  /** The windows that are open. */
  readonly living: Set<string>;
  /** What extensions keep in their storage, by its folder. */
  readonly stores: Map<string, MemoryStore>;
}

export function newComputer(name: string): Computer {
  const kept = new Map<string, string>();
  const stores = new Map<string, MemoryStore>();
  return {
    name,
    disk: new Disk(),
    clipboard: { text: '' },
    living: new Set(),
    globalState: kept,
    secrets: new Map(kept),
    stores,
  };
}
