import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock.ts';
import type { Account } from '../../costs/ledger.ts';
import { InTurns } from '../../costs/inTurns.ts';
import {
  DOCUMENT_HEAP_MB,
  DOCUMENT_IDLE_MS,
  DOCUMENT_JOB_MS,
  DOCUMENT_TURN_MS,
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
 * 2. Questions are answered one after the other. Rooms take turns of DOCUMENT_TURN_MS, and what was just loaded is
 *    measured in between, so that whoever asks much waits for itself. It is charged for the time, too.
 * 3. The thread keeps the last document, so that another question about it sends only what has been added since.
 *    Beyond MAX_WAITING_BYTES of what they are about, nobody else may wait.
 * 4. When the thread dies, the question that it had is answered with UnreadableDocumentError, and the next one starts
 *    another. A room that killed it is not tried again for UNREADABLE_MS.
 */
export class DocumentBuilder {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #heapMb: number;
  readonly #questions = new InTurns<string, Task>();
  readonly #measures = new InTurns<string, Task>();
  /** Whose turn it is, and since when. */
  #turn: { readonly room: string; readonly since: number } | undefined;
  readonly #unreadable = new Map<string, { readonly until: number; readonly error: Error }>();
  #thread: Worker | undefined;
  #current: Task | undefined;
  #currentSince = 0;
  #wasMeasure = false;
  #waitingBytes = 0;
  #held: Held | undefined;
  #cancelTimer: () => void = () => undefined;
  #isClosed = false;

  constructor({ clock, log, heapMb = DOCUMENT_HEAP_MB }: DocumentBuilderParts) {
    this.#clock = clock;
    this.#log = log;
    this.#heapMb = heapMb;
  }

  get isRunning(): boolean {
    return this.#thread !== undefined;
  }

  /** Charges `account` for the time. Rejects with UnreadableDocumentError or RefusedError (`largeRoomsBusy`). */
  ask<Kind extends DocumentQuestion['kind']>(
    contents: DocumentContents,
    question: Extract<DocumentQuestion, { kind: Kind }>,
    account?: Account,
  ): Promise<DocumentAnswers[Kind]> {
    const { room } = contents;
    const prepare = () => this.#jobOf(contents, question);
    const bytes = bytesOf(contents);
    return this.#add(this.#questions, { room, bytes, prepare, account }) as Promise<DocumentAnswers[Kind]>;
  }

  /** What bytes that were just loaded hold. Rejects with UnreadableDocumentError or RefusedError (`largeRoomsBusy`). */
  measure(room: string, loaded: LoadedBytes): Promise<DocumentAnswers['measure']> {
    const prepare = (): Prepared => ({ job: { kind: 'measure', bytes: loaded }, holds: () => undefined });
    return this.#add(this.#measures, { room, bytes: bytesOf(loaded), prepare }) as Promise<
      DocumentAnswers['measure']
    >;
  }

  /** A room's log may not go on as it did: what the thread holds of it is built anew. */
  forget(room: string): void {
    if (this.#held?.room === room) this.#held = undefined;
    if (this.#current?.room === room) delete this.#current.holds;
  }

  /** Ends the thread; whoever waits is answered with RefusedError (`largeRoomsBusy`). */
  close(): void {
    this.#isClosed = true;
    this.#end(RefusedError.of('largeRoomsBusy'));
    for (const task of [...this.#measures.clear(), ...this.#questions.clear()])
      task.reject(RefusedError.of('largeRoomsBusy'));
  }

  #add(
    line: InTurns<string, Task>,
    asked: Pick<Task, 'room' | 'bytes' | 'prepare' | 'account'>,
  ): Promise<unknown> {
    const { room } = asked;
    const known = this.#unreadable.get(room);
    if (known !== undefined && known.until > this.#clock.steady()) return Promise.reject(known.error);
    const own = line.waitingFor(room);
    // A room that nobody asks about finds a place however much the others want to know.
    const isFull = line.size >= MAX_DOCUMENT_JOBS ? own > 0 : own >= MAX_DOCUMENT_JOBS / 4;
    // What a room's questions have in common is in memory once.
    const bytes = own > 0 ? 0 : asked.bytes;
    const isTooMuch = this.#waitingBytes > 0 && this.#waitingBytes + bytes > MAX_WAITING_BYTES;
    if (this.#isClosed || isFull || isTooMuch) return Promise.reject(RefusedError.of('largeRoomsBusy'));
    return new Promise((resolve, reject) => {
      line.add(room, { ...asked, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      this.#next();
    });
  }

  #next(): void {
    if (this.#current !== undefined) return;
    this.#cancelTimer();
    const task = this.#takeNext();
    if (task === undefined) {
      this.#cancelTimer = this.#clock.after(DOCUMENT_IDLE_MS, () => this.#end(undefined));
      return;
    }
    this.#current = task;
    this.#waitingBytes -= task.bytes;
    this.#currentSince = this.#clock.steady();
    this.#thread ??= this.#start();
    const { job, holds } = task.prepare();
    task.holds = holds;
    this.#cancelTimer = this.#clock.after(DOCUMENT_JOB_MS, () =>
      this.#fail('This room takes too long to read for this relay.'),
    );
    this.#thread.postMessage(job);
  }

  /** A measure and a question in turn, where both wait; and questions of one room for a while, as it is built by then. */
  #takeNext(): Task | undefined {
    const measure = this.#wasMeasure && this.#questions.size > 0 ? undefined : this.#measures.take();
    this.#wasMeasure = measure !== undefined;
    if (measure !== undefined) return measure;
    const now = this.#clock.steady();
    const turn = this.#turn;
    if (turn !== undefined && now - turn.since < DOCUMENT_TURN_MS) {
      const task = this.#questions.take(turn.room);
      if (task !== undefined) return task;
    }
    const room = this.#questions.next;
    this.#turn = room === undefined ? undefined : { room, since: now };
    return this.#questions.take();
  }

  #jobOf(contents: DocumentContents, question: DocumentQuestion): Prepared {
    const { room, base, sequence, tail } = contents;
    const held = this.#held;
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

  #start(): Worker {
    // A heap that the whole process was started with would count for the thread, too, and more than its own.
    setFlagsFromString('--max-old-space-size=0');
    const thread = new Worker(WORKER, {
      resourceLimits: { maxOldGenerationSizeMb: this.#heapMb, maxYoungGenerationSizeMb: 32 },
    });
    thread.unref();
    thread.on('message', (reply: DocumentReply) => {
      if (thread === this.#thread) this.#settle(reply);
    });
    thread.on('error', (error: Error & { code?: string }) => {
      if (thread !== this.#thread) return;
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#log.error({ err: error, room: this.#current?.room }, 'the thread for large rooms has died');
      this.#fail(isMemory ? 'This room takes more memory than this relay has for one.' : error.message);
    });
    return thread;
  }

  #settle(reply: DocumentReply): void {
    const task = this.#current;
    if (task === undefined) return;
    this.#current = undefined;
    this.#charge(task);
    if (reply.kind === 'answered') {
      this.#held = task.holds?.(reply.answer);
      task.resolve(reply.answer);
    } else {
      this.#held = undefined;
      task.reject(new UnreadableDocumentError(reply.message));
    }
    this.#next();
  }

  /** The thread cannot go on, because of the document that it was asked about. */
  #fail(message: string): void {
    const error = new UnreadableDocumentError(message);
    const current = this.#current;
    if (current !== undefined) {
      this.#charge(current);
      this.#remember(current.room, error);
    }
    this.#end(error);
    if (!this.#isClosed) this.#next();
  }

  #charge({ account }: Task): void {
    account?.charge('loopMs', this.#clock.steady() - this.#currentSince);
  }

  #remember(room: string, error: Error): void {
    this.#unreadable.delete(room);
    this.#unreadable.set(room, { until: this.#clock.steady() + UNREADABLE_MS, error });
    for (const oldest of this.#unreadable.keys()) {
      if (this.#unreadable.size <= MAX_UNREADABLE_ROOMS) break;
      this.#unreadable.delete(oldest);
    }
  }

  #end(error: Error | undefined): void {
    this.#cancelTimer();
    const [thread, current] = [this.#thread, this.#current];
    this.#thread = this.#current = this.#held = undefined;
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
  /** What is kept in memory until it is its turn. */
  readonly bytes: number;
  /** Told when it is the task's turn: only then is it known what the thread holds. */
  readonly prepare: () => Prepared;
  holds?: Prepared['holds'];
  /** Whoever has asked, if that is one. */
  readonly account?: Account | undefined;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

function bytesOf({ base, tail }: Pick<DocumentContents, 'base' | 'tail'>): number {
  return tail.reduce((sum, { length }) => sum + length, base?.length ?? 0);
}

/** What may wait in all; one room more where nothing waits. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Beside this file as it is; beside the bundle once it is built. */
const WORKER = new URL(`./documentWorker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
