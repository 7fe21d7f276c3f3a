import { PROBE_TIMEOUT_MS, type Platform } from '../platform.ts';
import { lockLiveness } from './lockLiveness.ts';
import { webProbes } from './webProbes.ts';
import { workspaceStore } from './workspaceStore.ts';

/** VS Code in a browser with no server behind it, such as vscode.dev. */
export const webPlatform: Platform = {
  openStore: workspaceStore,
  liveness: lockLiveness,
  // Every reload is a crash here: the worker goes without a chance to write.
  journalDelayMs: 0,
  socket: WebSocket,
  userName: () => '',
  ignoresFileCase: false,
  probes: webProbes({ timeoutMs: PROBE_TIMEOUT_MS }),
  // The worker's own: on vscode.dev another one than the page's.
  origin: (globalThis as { origin?: string }).origin,
  environment: {},
};
