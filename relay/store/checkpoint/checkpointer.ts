import type { Clock } from '../../clock.ts';
import { identityOf } from '../exclusive/fileIdentity.ts';
import { CheckpointThread, START_MS } from './checkpointThread.ts';

export interface CheckpointerParts {
  readonly file: string;
  readonly clock: Clock;
  /** Hears that the thread does not do its work. */
  readonly warn: (message: string) => void;
  /** Of the connection that writes: what a PRAGMA answers. */
  readonly pragma: (source: string) => Readonly<Record<string, unknown>> | undefined;
  /** Runs `work` while that connection does nothing. What is to be written waits. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
}

/**
 * Brings SQLite's commits from its log into the database, on a thread: the disk's flushes take the event loop of the
 * thread that serves no time.
 *
 * 1. Most of it is done while others write. Once the log is long, the rest is done while writes wait, so that the log
 *    begins anew: it does not grow without end.
 * 2. While the thread does not do its work, SQLite does it by itself, with the commits, as it does without a thread.
 * 3. The thread has no connection before `start`, nor after `stop`: the files may be opened anew then.
 */
export class Checkpointer {
  readonly #parts: CheckpointerParts;
  readonly #identity: string | undefined;
  #state: State = { kind: 'off' };
  #writes = 0;
  #lookedAt = -Infinity;
  #writesAtLook = 0;
  #cancelRest: (() => void) | undefined;
  #isWarned = false;

  constructor(parts: CheckpointerParts) {
    this.#parts = parts;
    this.#identity = identityOf(parts.file);
  }

  start(): void {
    const { file, clock } = this.#parts;
    this.#automatic(LONG_LOG_PAGES);
    // Another file was put in its place: that one is not ours.
    if (identityOf(file) !== this.#identity) {
      this.#state = this.#pause();
      return;
    }
    this.#work(new CheckpointThread(file, clock), async (thread) => {
      await thread.checkpoint('PASSIVE', START_MS);
      if (!this.#has(thread)) return;
      this.#automatic(0);
      this.#isWarned = false;
    });
  }

  /** Something was committed. */
  wrote(): void {
    this.#writes++;
    this.#cancelRest ??= this.#emptyWhenQuiet();
    if (this.#state.kind !== 'ready' || !this.#isTimeToLook()) return;
    const { log, done } = this.#log();
    if (log - done < WORTHWHILE_PAGES) return;
    this.#work(this.#state.thread, async (thread) => {
      await thread.checkpoint('PASSIVE');
      await this.#parts.inTurn(async () => {
        if (this.#has(thread) && this.#log().log >= LONG_LOG_PAGES) await thread.checkpoint('PASSIVE');
      });
    });
  }

  /** False when the thread may still have the files open: it is to be called again. */
  async stop(): Promise<boolean> {
    const state = this.#state;
    this.#cancelRest?.();
    this.#cancelRest = undefined;
    if (state.kind === 'paused') state.cancel();
    const thread = 'thread' in state ? state.thread : undefined;
    this.#state = thread === undefined ? { kind: 'off' } : { kind: 'ending', thread };
    const hasEnded = thread === undefined || (await thread.end());
    if (hasEnded) this.#state = { kind: 'off' };
    return hasEnded;
  }

  #work(thread: CheckpointThread, work: (thread: CheckpointThread) => Promise<void>): void {
    this.#state = { kind: 'working', thread };
    work(thread).then(
      () => {
        if (this.#has(thread)) this.#state = { kind: 'ready', thread };
      },
      (error: unknown) => this.#fail(thread, error),
    );
  }

  #fail(thread: CheckpointThread, error: unknown): void {
    if (!this.#has(thread)) return;
    void thread.end();
    this.#automatic(LONG_LOG_PAGES);
    this.#state = this.#pause(thread);
    if (this.#isWarned) return;
    this.#isWarned = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#parts.warn(`The thread for SQLite's checkpoints does not work, so commits make them: ${reason}`);
  }

  #pause(thread?: CheckpointThread): State {
    const cancel = this.#parts.clock.after(PAUSE_MS, () => this.start());
    return thread === undefined ? { kind: 'paused', cancel } : { kind: 'paused', cancel, thread };
  }

  #has(thread: CheckpointThread): boolean {
    const { kind } = this.#state;
    return (kind === 'ready' || kind === 'working') && this.#state.thread === thread;
  }

  #isTimeToLook(): boolean {
    const now = this.#parts.clock.steady();
    if (this.#writes - this.#writesAtLook < LOOK_AFTER_WRITES && now - this.#lookedAt < LOOK_AFTER_MS)
      return false;
    this.#lookedAt = now;
    this.#writesAtLook = this.#writes;
    return true;
  }

  /** Pages in the log, and how many of them are in the database as well. */
  #log(): { readonly log: number; readonly done: number } {
    const answer = this.#parts.pragma('wal_checkpoint(NOOP)');
    return { log: Number(answer?.['log']), done: Number(answer?.['checkpointed']) };
  }

  #automatic(pages: number): void {
    this.#parts.pragma(`wal_autocheckpoint = ${pages}`);
  }

  #emptyWhenQuiet(): () => void {
    const writes = this.#writes;
    return this.#parts.clock.after(QUIET_MS, () => {
      const isQuiet = writes === this.#writes;
      this.#cancelRest = isQuiet ? undefined : this.#emptyWhenQuiet();
      if (!isQuiet || this.#state.kind !== 'ready') return;
      this.#work(this.#state.thread, (thread) =>
        this.#parts.inTurn(async () => {
          if (this.#has(thread)) await thread.checkpoint('TRUNCATE');
        }),
      );
    });
  }
}

type State =
  | { readonly kind: 'off' }
  | { readonly kind: 'ready' | 'working' | 'ending'; readonly thread: CheckpointThread }
  /** The thread could not do it, and another one is tried later. */
  | { readonly kind: 'paused'; readonly cancel: () => void; readonly thread?: CheckpointThread };

/** 16 MB, which a start after a crash reads in a moment. */
export const LONG_LOG_PAGES = 4_000;

/** 4 MB: the same pages are written again and again, and a checkpoint writes each once. */
const WORTHWHILE_PAGES = 1_000;

/** To look how long the log is takes as long as a commit of one edit. */
const LOOK_AFTER_WRITES = 128;
const LOOK_AFTER_MS = 2_000;

/** Then the log is emptied, so that copies of the files are small and the next start is quick. */
const QUIET_MS = 30_000;

/** Until another thread is tried. */
const PAUSE_MS = 60_000;
