import { userInfo } from 'node:os';
import { PROBE_TIMEOUT_MS, type Platform } from '../platform.ts';
import { fileStore } from './fileStore.ts';
import { nodeProbes } from './nodeProbes.ts';
import { nodeSocket } from './nodeSocket.ts';
import { processLiveness } from './processLiveness.ts';

/** VS Code on a desktop, and on the far end of a remote window. */
export const nodePlatform: Platform = {
  openStore: (folder) => fileStore(folder.fsPath),
  liveness: () => processLiveness(),
  // Every write goes to the disk itself, and only a crash comes without a chance to write.
  journalDelayMs: 200,
  socket: nodeSocket,
  userName() {
    try {
      return userInfo().username;
    } catch {
      // A container may run under a user id without a name.
      return '';
    }
  },
  ignoresFileCase: process.platform === 'win32' || process.platform === 'darwin',
  probes: nodeProbes({ timeoutMs: PROBE_TIMEOUT_MS }),
  origin: undefined,
  environment: process.env,
};
