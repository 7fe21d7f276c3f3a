/** The thread that makes SQLite's checkpoints, so that the disk's flushes hold up nobody. Its data is the file's path. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckpointJob, CheckpointReply } from './checkpointJob.ts';

/** The part of better-sqlite3 that is used here; the package carries no types. */
type Sqlite = new (
  file: string,
  options: { readonly fileMustExist: boolean; readonly timeout: number },
) => { pragma(source: string): unknown; close(): void };

const Database = createRequire(import.meta.url)('better-sqlite3') as Sqlite;
const database = new Database(workerData as string, { fileMustExist: true, timeout: 0 });

parentPort?.on('message', (job: CheckpointJob) => {
  if (job.kind === 'checkpoint') {
    parentPort?.postMessage(checkpoint(job.mode));
    return;
  }
  database.close();
  parentPort?.close();
});

function checkpoint(mode: string): CheckpointReply {
  try {
    database.pragma(`wal_checkpoint(${mode})`);
    return { kind: 'done' };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
