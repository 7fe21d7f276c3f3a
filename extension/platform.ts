import type * as vscode from 'vscode';
import type { Probes } from '../client/relay/diagnosis/probes.ts';
import type { ByteStore } from '../client/ports.ts';
import type { Liveness } from '../client/windows/windowLeases.ts';

/** A probe gives up after this; a connection that takes longer is no use to anybody who types. */
export const PROBE_TIMEOUT_MS = 10_000;

/** What differs between VS Code's two extension hosts: Node's, and the web worker of a browser window. */
export interface Platform {
  /** A store in `folder`, which belongs to the extension alone and may not exist yet. */
  openStore(folder: vscode.Uri): ByteStore;
  /** Tells the window of this id, this one, from windows that are gone; held from the call on. */
  liveness(windowId: string): Liveness;
  /** For how long edits gather before they are written into the journal. */
  readonly journalDelayMs: number;
  readonly socket: typeof WebSocket;
  /** The name of this computer's user; empty where nobody can tell. */
  userName(): string;
  /** True where `a.txt` and `A.TXT` are one file, as far as can be told. */
  readonly ignoresFileCase: boolean;
  /** For "Why Can't I Connect?". */
  readonly probes: Probes;
  /** What a browser tells the relay about where requests come from; undefined where nothing is told. */
  readonly origin: string | undefined;
  /** The environment's variables; empty in a browser. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}
