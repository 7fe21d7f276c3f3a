import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock.ts';
import { threadFile } from '../../threadFile.ts';
import type { CheckpointJob, CheckpointReply } from './checkpointJob.ts';

/** The thread for checkpoints of one database file. It is asked one thing at a time. */
export class CheckpointThread {
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  #death: Error | undefined;
  #settle: ((error: Error | undefined) => void) | undefined;

  constructor(file: string, clock: Clock) {
    this.#clock = clock;
    this.#worker = new Worker(WORKER, { workerData: file, resourceLimits: SMALL });
    this.#worker.unref();
    this.#exited = once(this.#worker, 'exit').catch(() => undefined);
    this.#worker.on('message', (reply: CheckpointReply) =>
      this.#settle?.(reply.kind === 'done' ? undefined : new Error(reply.message)),
    );
    this.#worker.on('error', (error: Error) => this.#die(error));
    this.#worker.on('exit', () => this.#die(new Error('the thread has ended.')));
  }

  /** Rejects when the thread cannot, has died, or takes longer than `patienceMs`. */
  checkpoint(mode: 'PASSIVE' | 'TRUNCATE', patienceMs = ANSWER_MS): Promise<void> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(patienceMs, () =>
        this.#settle?.(new Error(`it has not answered within ${patienceMs} ms.`)),
      );
      this.#settle = (error) => {
        this.#settle = undefined;
        cancel();
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#post({ kind: 'checkpoint', mode });
    });
  }

  /** False when its connection may still be open. */
  async end(): Promise<boolean> {
    // It has to end before the process does.
    this.#worker.ref();
    this.#post({ kind: 'end' });
    let giveUp: () => void = () => undefined;
    const late = new Promise<false>((resolve) => {
      giveUp = this.#clock.after(ANSWER_MS, () => resolve(false));
    });
    const hasEnded = await Promise.race([this.#exited.then(() => true), late]);
    giveUp();
    if (!hasEnded) void this.#worker.terminate();
    return hasEnded;
  }

  #post(job: CheckpointJob): void {
    this.#worker.postMessage(job);
  }

  #die(error: Error): void {
    this.#death ??= error;
    this.#settle?.(this.#death);
  }
}

/** For the first answer, which takes that the thread has started. */
export const START_MS = 30_000;

/** Longer than any honest disk needs, shorter than a person's patience with "not saved". */
const ANSWER_MS = 5_000;

const SMALL = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 };

const WORKER = threadFile('checkpointWorker', import.meta.url);
