import type { Server } from 'node:http';
import { refuse } from '../shared/protocol/refusal.ts';
import type { Clock } from './clock.ts';
import { CLOSE_GRACE_MS, STOP_FLUSH_MS, STOP_SNAPSHOT_MS } from './limits.ts';
import type { LongWork } from './costs/longWork.ts';
import type { Log } from './log.ts';
import type { CommitQueue } from './rooms/commitQueue.ts';
import type { DatabaseWatch } from './rooms/databaseWatch.ts';
import type { DocumentBuilder } from './rooms/documents/documentBuilder.ts';
import type { OpenRooms } from './rooms/openRooms.ts';
import type { Upgrades } from './socket/upgrade.ts';
import type { RoomStore } from './store/roomStore.ts';

export interface StopParts {
  readonly server: Server;
  readonly watch: DatabaseWatch;
  readonly upgrades: Upgrades;
  readonly openRooms: OpenRooms;
  readonly commits: CommitQueue;
  readonly documents: DocumentBuilder;
  readonly longWork: LongWork;
  readonly store: RoomStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends a relay within STOP_TIMEOUT_MS: nobody gets in, what was received is stored, snapshots are written while there
 * is time, everybody is told to come back later (1012), and the store is closed.
 */
export async function stopGracefully(parts: StopParts): Promise<'stored' | 'incomplete'> {
  const { server, watch, upgrades, openRooms, commits, documents, longWork, store, clock, log } = parts;
  watch.stop();
  const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  upgrades.stopAdmitting();
  openRooms.stopAdmitting();
  openRooms.forEach((room) => room.notify(STOPPING));
  upgrades.stopReceiving();
  longWork.close();

  const flushed = await within(clock, STOP_FLUSH_MS, commits.idle());
  if (!flushed)
    log.error({ bytes: commits.bytes }, 'some updates could not be stored; their clients still have them');
  let isOver = false;
  await within(
    clock,
    STOP_SNAPSHOT_MS - STOP_FLUSH_MS,
    openRooms.saveSnapshots(() => isOver),
  );
  isOver = true;

  const restarting = refuse('restarting');
  documents.close();
  openRooms.close(restarting);
  const allGone = upgrades.closeAll(restarting);
  if (!(await within(clock, CLOSE_GRACE_MS / 2, allGone))) upgrades.terminateAll();
  await allGone;
  server.closeAllConnections();
  await isClosed;
  await store.close().catch((error: unknown) => log.error({ err: error }, 'the store could not be closed'));
  return flushed ? 'stored' : 'incomplete';
}

/** True when `work` ends within `ms`. */
function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(false));
    work.then(() => {
      cancel();
      resolve(true);
    }, reject);
  });
}

const STOPPING = {
  kind: 'notice',
  code: 'stopping',
  message: refuse('restarting').sentence,
} as const;
