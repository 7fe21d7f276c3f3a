import { assertNever } from '../../shared/assertNever.ts';
import type { BindingTuning } from '../binding/bindingOptions.ts';
import type { BindingMoment, BindingProbe, BindingSource, BindingStep } from '../binding/bindingProbe.ts';
import type { Delta } from '../../shared/text/delta.ts';
import { toReplaces } from '../../shared/text/replaces.ts';
import type { EditorBuffer } from '../ports.ts';
import {
  BINDING_PLAN_FORMAT,
  type BindingPlan,
  type PlanDelta,
  type PlanOperation,
  type PlanReplace,
} from './plan.ts';

export interface BindingRecorderOptions {
  /**
   * About how many operations to keep: between half of these and all, and those since the last moment of
   * calm.
   */
  readonly maxOperations: number;
  readonly tuning: BindingTuning;
  readonly hasOwnUndo: boolean;
  /** True by default. If false, the recorder keeps nothing and does not read the document before `start`. */
  readonly isRecording?: boolean;
}

/**
 * Records what happens to a binding, so that it can be repeated: the last operations, and the texts before
 * the first of them. Give the binding this as its probe, and `watch(buffer)` as its buffer. It holds text;
 * `maskPlan` removes it.
 */
export class BindingRecorder implements BindingProbe {
  readonly #options: BindingRecorderOptions;
  #source: BindingSource | undefined;
  /** The older half is dropped when the newer one is full. */
  #older: Part | undefined;
  #newer: Part | undefined;
  readonly #holds = new WeakMap<object, number>();
  #holdCount = 0;
  #isRecording: boolean;

  constructor(options: BindingRecorderOptions) {
    this.#options = options;
    this.#isRecording = options.isRecording ?? true;
  }

  get isRecording(): boolean {
    return this.#isRecording;
  }

  /** Records from the next moment of calm on, which may be now. Does nothing if it is already recording. */
  start(): void {
    if (this.#isRecording) return;
    this.#isRecording = true;
    this.calm();
  }

  /** Stops recording and drops what it holds. Take the plan before. */
  stop(): void {
    this.#isRecording = false;
    this.#forget();
  }

  /** The same buffer, but it records what the binding requests. */
  watch(buffer: EditorBuffer): EditorBuffer {
    return Object.create(buffer, {
      version: { get: () => buffer.version },
      length: { get: () => buffer.length },
      slice: { value: (offset: number, length: number) => buffer.slice(offset, length) },
      carets: {
        value: () => {
          const carets = buffer.carets();
          this.#amend('send', { carets: carets.map(({ start, end }) => ({ start, end })) });
          return carets;
        },
      },
      canInsertSnippet: {
        value: () => {
          const canInsertSnippet = buffer.canInsertSnippet();
          this.#amend('send', { canInsertSnippet });
          return canInsertSnippet;
        },
      },
      submit: {
        value: (...[version, replaces]: Parameters<EditorBuffer['submit']>) => {
          const asked = replaces.map(({ offset, length, text }) => ({ offset, length, text }));
          this.#amend('send', { replaces: asked });
          return buffer.submit(version, replaces);
        },
      },
      preferOtherPrimitive: {
        value: (...args: Parameters<EditorBuffer['preferOtherPrimitive']>) =>
          buffer.preferOtherPrimitive(...args),
      },
      select: { value: (...args: Parameters<EditorBuffer['select']>) => buffer.select(...args) },
    }) as EditorBuffer;
  }

  /** The recording; undefined until something happens after the binding's first moment of calm. */
  plan(): BindingPlan | undefined {
    const parts = [this.#older, this.#newer].filter((part) => part !== undefined);
    const [first] = parts;
    if (!first) return undefined;
    const { documentText: text, documentVersion: version, pending } = first.moment;
    const { tuning, hasOwnUndo } = this.#options;
    const operations = parts.flatMap((part) => part.operations);
    const sharedLength = lengthAfter(pending, text.length);
    const begin: PlanOperation[] =
      pending.length > 0 ? [{ do: 'remote', delta: toPlanDelta(pending), sharedLength }] : [];
    return structuredClone({
      format: BINDING_PLAN_FORMAT,
      version: 1,
      isMasked: false,
      tuning,
      opening: { text, version, hasOwnUndo },
      operations: [...begin, ...operations],
      sharedLength: this.#sharedLength(),
    });
  }

  begin(source: BindingSource): void {
    this.#source = source;
  }

  calm(): void {
    if (!this.#isRecording) return;
    const half = this.#options.maxOperations / 2;
    if (this.#newer && this.#newer.operations.length < half) return;
    const moment = this.#source?.moment();
    if (!moment) return;
    this.#older = this.#newer;
    this.#newer = { moment, operations: [] };
  }

  step(step: BindingStep): void {
    switch (step.kind) {
      case 'event': {
        const { version, changes, reason } = step.change;
        const plain = changes.map(({ offset, length, text }) => ({ offset, length, text }));
        this.#push({ do: 'event', version, changes: plain, ...(reason ? { reason } : {}) });
        break;
      }
      case 'shared':
        if (step.isOwnUndo) this.#amend('taken back', { delta: toPlanDelta(step.delta) });
        else this.#push({ do: 'remote', delta: toPlanDelta(step.delta), sharedLength: this.#sharedLength() });
        break;
      case 'send':
        this.#push({ do: 'send', carets: [], canInsertSnippet: false });
        break;
      case 'reply':
        this.#push({ do: 'reply', result: step.result });
        break;
      case 'landed':
        this.#amendEvent(step.version, () => ({ isEdit: true }));
        break;
      case 'understood':
        this.#amendEvent(step.version, ({ changes }) => {
          const edit = toReplaces(step.edit).map(({ offset, length, text }) => ({ offset, length, text }));
          return isDeepEqual(edit.toReversed(), changes) ? {} : { edit: edit.reverse() };
        });
        break;
      case 'hold':
        this.#holds.set(step.hold, ++this.#holdCount);
        this.#push({ do: 'hold', hold: this.#holdCount });
        break;
      case 'release':
        this.#push({ do: 'release', hold: this.#holds.get(step.hold) ?? 0 });
        break;
      case 'request':
        this.#push({ do: step.direction });
        break;
      case 'takeBack':
        this.#push({ do: 'taken back', delta: [] });
        break;
      case 'reconcile':
        this.#forget();
        break;
      case 'startAfresh':
        this.#push({ do: 'start afresh', documentText: step.documentText });
        break;
      case 'settle':
        this.#push({ do: 'settle' });
        break;
      default:
        assertNever(step);
    }
  }

  #sharedLength(): number {
    return this.#source?.sharedLength() ?? 0;
  }

  #push(operation: PlanOperation): void {
    const newer = this.#newer;
    if (!newer) return;
    newer.operations.push(operation);
    if (newer.operations.length < this.#options.maxOperations * PATIENCE) return;
    // The binding does not come to rest, so nothing bounded could be repeated from its start.
    this.#forget();
  }

  /** The recording restarts at the next moment of calm. */
  #forget(): void {
    this.#older = undefined;
    this.#newer = undefined;
  }

  /** Adds what has become known about the current operation. */
  #amend(kind: PlanOperation['do'], known: object): void {
    const last = this.#newer?.operations.at(-1);
    if (last?.do === kind) Object.assign(last, known);
  }

  #amendEvent(version: number, known: (event: PlanEvent) => Partial<PlanEvent>): void {
    const event = this.#newer?.operations.findLast(
      (operation) => operation.do === 'event' && operation.version === version,
    );
    if (event?.do === 'event') Object.assign(event, known(event));
  }
}

type PlanEvent = Extract<PlanOperation, { do: 'event' }>;

function isDeepEqual(one: readonly PlanReplace[], other: readonly PlanReplace[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface Part {
  readonly moment: BindingMoment;
  readonly operations: PlanOperation[];
}

/** How many times the kept number of operations may accumulate while the binding waits for one reply. */
const PATIENCE = 4;

function toPlanDelta(delta: Delta): PlanDelta {
  return delta.map((op) => {
    if (op.kind === 'insert') return op.text;
    return op.kind === 'retain' ? op.length : -op.length;
  });
}

function lengthAfter(delta: Delta, length: number): number {
  return delta.reduce((sum, op) => {
    if (op.kind === 'retain') return sum;
    return op.kind === 'insert' ? sum + op.text.length : sum - op.length;
  }, length);
}
