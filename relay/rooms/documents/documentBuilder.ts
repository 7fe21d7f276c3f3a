import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock.ts';
import {
  DOCUMENT_HEAP_MB,
  DOCUMENT_IDLE_MS,
  DOCUMENT_JOB_MS,
  MAX_DOCUMENT_JOBS,
  MAX_UNREADABLE_ROOMS,
  UNREADABLE_MS,
} from '../../limits.ts';
import type { Log } from '../../log.ts';
import { RefusedError } from '../../refusedError.ts';
import type { DocumentAnswers, DocumentJob, DocumentQuestion, DocumentReply } from './documentJob.ts';
import type { LoadedBytes } from './measureUpdates.ts';
import { UnreadableDocumentError } from './unreadable.ts';

/** What a room's document is made of at one moment. */
export interface DocumentContents {
  readonly room: string;
  /** The room's state after row `sequence` of its log. */
  readonly base: Uint8Array | undefined;
  readonly sequence: number;
  /** The rows after it. */
  readonly tail: readonly Uint8Array[];
}

export interface DocumentBuilderParts {
  readonly clock: Clock;
  readonly log: Log;
  /** The heap of the thread, in MB. */
  readonly heapMb?: number;
}

/**
 * Builds large documents in a thread of its own, with a heap of its own: whatever is in them, the relay's event loop
 * and memory do not feel it.
 *
 * 1. The thread starts with the first question, and ends when nobody has asked for a while.
 * 2. Questions are answered one after the other, in order. The thread keeps the last document, so that another question
 *    about it sends only what has been added since.
 * 3. When the thread dies, the question that it had is answered with UnreadableDocumentError, and the next one starts
 *    another. A room that killed it is not tried again for UNREADABLE_MS.
 */
export class DocumentBuilder {
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly heapMb: number;
  private readonly waiting: Task[] = [];
  private readonly unreadable = new Map<string, { readonly until: number; readonly error: Error }>();
  private thread: Worker | undefined;
  private current: Task | undefined;
  private held: Held | undefined;
  private cancelTimer: () => void = () => undefined;
  private isClosed = false;

  constructor({ clock, log, heapMb = DOCUMENT_HEAP_MB }: DocumentBuilderParts) {
    this.clock = clock;
    this.log = log;
    this.heapMb = heapMb;
  }

  get isRunning(): boolean {
    return this.thread !== undefined;
  }

  /** Rejects with UnreadableDocumentError or RefusedError (`largeRoomsBusy`). */
  ask<Kind extends DocumentQuestion['kind']>(
    contents: DocumentContents,
    question: Extract<DocumentQuestion, { kind: Kind }>,
  ): Promise<DocumentAnswers[Kind]> {
    return this.add(contents.room, () => this.jobOf(contents, question)) as Promise<DocumentAnswers[Kind]>;
  }

  /** What bytes that were just loaded hold. Rejects with UnreadableDocumentError or RefusedError (`largeRoomsBusy`). */
  measure(room: string, bytes: LoadedBytes): Promise<DocumentAnswers['measure']> {
    const prepare = (): Prepared => ({ job: { kind: 'measure', bytes }, holds: () => undefined });
    // Before the others: it takes little time, and somebody waits at the door.
    return this.add(room, prepare, true) as Promise<DocumentAnswers['measure']>;
  }

  /** A room's log may not go on as it did: what the thread holds of it is built anew. */
  forget(room: string): void {
    if (this.held?.room === room) this.held = undefined;
    if (this.current?.room === room) delete this.current.holds;
  }

  /** Ends the thread; whoever waits is answered with RefusedError (`largeRoomsBusy`). */
  close(): void {
    this.isClosed = true;
    this.end(RefusedError.of('largeRoomsBusy'));
    for (const task of this.waiting.splice(0)) task.reject(RefusedError.of('largeRoomsBusy'));
  }

  private add(room: string, prepare: () => Prepared, isFirst = false): Promise<unknown> {
    const known = this.unreadable.get(room);
    if (known !== undefined && known.until > this.clock.steady()) return Promise.reject(known.error);
    if (this.isClosed || this.waiting.length >= MAX_DOCUMENT_JOBS)
      return Promise.reject(RefusedError.of('largeRoomsBusy'));
    return new Promise((resolve, reject) => {
      const task: Task = { room, prepare, resolve, reject };
      if (isFirst) this.waiting.unshift(task);
      else this.waiting.push(task);
      this.next();
    });
  }

  private next(): void {
    if (this.current !== undefined) return;
    this.cancelTimer();
    const task = this.waiting.shift();
    if (task === undefined) {
      this.cancelTimer = this.clock.after(DOCUMENT_IDLE_MS, () => this.end(undefined));
      return;
    }
    this.current = task;
    this.thread ??= this.start();
    const { job, holds } = task.prepare();
    task.holds = holds;
    this.cancelTimer = this.clock.after(DOCUMENT_JOB_MS, () =>
      this.fail('This room takes too long to read for this relay.'),
    );
    this.thread.postMessage(job);
  }

  private jobOf(contents: DocumentContents, question: DocumentQuestion): Prepared {
    const { room, base, sequence, tail } = contents;
    const { held } = this;
    const begun = held?.room === room ? held.sequence - sequence : -1;
    const added = tail.slice(Math.max(0, begun));
    const goesOn =
      begun >= 0 &&
      begun <= tail.length &&
      (held?.ahead === undefined || added.includes(held.ahead as Uint8Array));
    const updates = goesOn ? added : base === undefined ? tail : [base, ...tail];
    return {
      job: { kind: 'ask', isFresh: !goesOn, updates, question },
      holds: (answer) => ({
        room,
        sequence: sequence + tail.length,
        ahead: question.kind === 'change' ? answer : undefined,
      }),
    };
  }

  private start(): Worker {
    // A heap that the whole process was started with would count for the thread, too, and more than its own.
    setFlagsFromString('--max-old-space-size=0');
    const thread = new Worker(WORKER, {
      resourceLimits: { maxOldGenerationSizeMb: this.heapMb, maxYoungGenerationSizeMb: 32 },
    });
    thread.unref();
    thread.on('message', (reply: DocumentReply) => {
      if (thread === this.thread) this.settle(reply);
    });
    thread.on('error', (error: Error & { code?: string }) => {
      if (thread !== this.thread) return;
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.log.error({ err: error, room: this.current?.room }, 'the thread for large rooms has died');
      this.fail(isMemory ? 'This room takes more memory than this relay has for one.' : error.message);
    });
    return thread;
  }

  private settle(reply: DocumentReply): void {
    const task = this.current;
    if (task === undefined) return;
    this.current = undefined;
    if (reply.kind === 'answered') {
      this.held = task.holds?.(reply.answer);
      task.resolve(reply.answer);
    } else {
      this.held = undefined;
      task.reject(new UnreadableDocumentError(reply.message));
    }
    this.next();
  }

  /** The thread cannot go on, because of the document that it was asked about. */
  private fail(message: string): void {
    const error = new UnreadableDocumentError(message);
    const { current } = this;
    if (current !== undefined) this.remember(current.room, error);
    this.end(error);
    if (!this.isClosed) this.next();
  }

  private remember(room: string, error: Error): void {
    this.unreadable.delete(room);
    this.unreadable.set(room, { until: this.clock.steady() + UNREADABLE_MS, error });
    for (const oldest of this.unreadable.keys()) {
      if (this.unreadable.size <= MAX_UNREADABLE_ROOMS) break;
      this.unreadable.delete(oldest);
    }
  }

  private end(error: Error | undefined): void {
    this.cancelTimer();
    const { thread, current } = this;
    this.thread = this.current = this.held = undefined;
    if (error !== undefined) current?.reject(error);
    void thread?.terminate();
  }
}

/** The thread's document: the room after row `sequence`, and an edit that it made and that may not be stored. */
interface Held {
  readonly room: string;
  readonly sequence: number;
  readonly ahead: unknown;
}

interface Prepared {
  readonly job: DocumentJob;
  /** What the thread's document has once it has answered. */
  readonly holds: (answer: unknown) => Held | undefined;
}

interface Task {
  readonly room: string;
  /** Told when it is the task's turn: only then is it known what the thread holds. */
  readonly prepare: () => Prepared;
  holds?: Prepared['holds'];
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Beside this file as it is; beside the bundle once it is built. */
const WORKER = new URL(`./documentWorker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
