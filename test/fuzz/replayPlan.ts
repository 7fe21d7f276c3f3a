import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { Binding } from '../../client/binding/binding.ts';
import type { BindingPlan, PlanDelta, PlanOperation, PlanReplace } from '../../client/diagnostics/plan.ts';
import type { CaretRange, EditorBuffer, RequestedReplace, SubmitResult } from '../../client/ports.ts';
import { StepClock } from '../support/stepClock.ts';

/**
 * Repeats what was recorded of a binding, with an editor that only follows the plan. Throws where a rule is broken
 * (B1 after every operation, B4 at rest), and where a plan that is not masked takes another course than it did.
 * Returns the shared text. Throws LostCourseError where a masked plan cannot be followed.
 */
export function replayPlan(plan: BindingPlan, BindingClass: typeof Binding = Binding): string {
  return new Replay(plan, BindingClass).run();
}

/** A masked plan can be followed no further. */
export class LostCourseError extends Error {
  override readonly name = 'LostCourseError';

  constructor() {
    super(
      'What happened depends on texts that this plan masks; it can be repeated only from one that does not.',
    );
  }
}

type Send = Extract<PlanOperation, { do: 'send' }>;
type PlanEvent = Extract<PlanOperation, { do: 'event' }>;

class Replay {
  readonly #plan: BindingPlan;
  readonly #text = new Y.Doc({ guid: 'replay' }).getText('code');
  readonly #clock = new StepClock();
  readonly #editor: ScriptedBuffer;
  readonly #binding: Binding;
  readonly #problems: string[] = [];
  readonly #releases = new Map<number, () => void>();
  readonly #takenBack: PlanDelta[];

  constructor(plan: BindingPlan, BindingClass: typeof Binding) {
    this.#plan = plan;
    this.#text.insert(0, plan.opening.text);
    this.#editor = new ScriptedBuffer(plan.opening.text, plan.opening.version);
    this.#takenBack = plan.operations.flatMap((operation) =>
      operation.do === 'taken back' ? [operation.delta] : [],
    );
    this.#binding = new BindingClass({
      text: this.#text,
      buffer: this.#editor,
      clock: this.#clock,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (message, details) => this.#problems.push(message + JSON.stringify(details)),
      },
      ...(plan.opening.hasOwnUndo ? { undo: this.#createUndo() } : {}),
      tuning: plan.tuning,
    });
    this.#binding.onProblem(({ kind }) => kind === 'diverged' && this.#problems.push(kind));
  }

  run(): string {
    for (const [index, operation] of this.#plan.operations.entries()) {
      this.#perform(operation);
      this.#check(`operation ${index} (${operation.do})`);
    }
    const end = this.#text.toJSON();
    this.#keepsCourse(() => undefined, this.#plan.sharedLength);
    if (this.#binding.isIdle)
      assert.equal(this.#editor.text, end, '[B4] at rest the document is the shared text');
    this.#binding.dispose();
    return end;
  }

  #perform(operation: PlanOperation): void {
    switch (operation.do) {
      case 'event':
        this.#tell(operation);
        break;
      case 'remote':
        this.#keepsCourse(() => this.#change(operation.delta, 'remote'), operation.sharedLength);
        break;
      case 'send':
        this.#send(operation);
        break;
      case 'reply':
        this.#editor.reply(operation.result);
        break;
      case 'hold':
        this.#releases.set(operation.hold, this.#binding.hold());
        break;
      case 'release':
        this.#releases.get(operation.hold)?.();
        break;
      case 'undo':
      case 'redo':
        void this.#binding[operation.do]();
        break;
      case 'start afresh':
        this.#binding.reconcile(operation.documentText);
        break;
      case 'settle':
        this.#binding.settle();
        break;
      case 'taken back':
        // Taken from the list when the binding runs its undo.
        break;
    }
  }

  /**
   * The shared text is as long as it was. Where it is not in a masked plan, texts that had been equal took part in what
   * happened; nothing can be learnt from the rest.
   */
  #keepsCourse(task: () => void, sharedLength: number): void {
    try {
      task();
      assert.equal(this.#text.length, sharedLength, 'the shared text is as long as it was');
    } catch (error) {
      throw this.#plan.isMasked ? new LostCourseError() : error;
    }
  }

  #check(where: string): void {
    assert.deepEqual(this.#problems, [], `no problem after ${where}`);
    const predicted = this.#binding.predict(this.#editor.text);
    if (predicted === undefined) return;
    // Half a pair that the text repaired was a letter to the mask: the repair is not the same one any more.
    if (this.#plan.isMasked && !predicted.isWellFormed()) throw new LostCourseError();
    assert.equal(predicted, this.#text.toJSON(), `[B1] pending leads to the text after ${where}`);
  }

  #send(send: Send): void {
    this.#editor.willSubmit(send);
    // What had been put off by time is sent when the plan says.
    this.#binding.editorChanged();
    while (this.#clock.runSoon());
    if (this.#plan.isMasked) return;
    const asked = this.#editor.submitted?.map(({ offset, length, text }) => ({ offset, length, text }));
    assert.deepEqual(asked, send.replaces, 'the same edit is sent');
  }

  #tell({ version, changes, reason, isEdit }: PlanEvent): void {
    const told = isEdit && this.#plan.isMasked ? this.#editor.madeWith(changes) : changes;
    this.#editor.change(version, told);
    this.#binding.documentChanged({ version, changes: told, ...(reason ? { reason } : {}) });
  }

  #change(delta: PlanDelta, origin: unknown): void {
    this.#text.doc?.transact(() => {
      let at = 0;
      for (const op of delta) {
        if (typeof op === 'string') {
          this.#text.insert(at, op);
          at += op.length;
        } else if (op < 0) {
          this.#text.delete(at, -op);
        } else {
          at += op;
        }
      }
    }, origin);
  }

  /** Undo does what it did then: the steps before the plan begins are not known here. */
  #createUndo(): Y.UndoManager {
    const takeBack = (manager: Y.UndoManager): null => {
      const delta = this.#takenBack.shift();
      if (delta) this.#change(delta, manager);
      return null;
    };
    return new (class extends Y.UndoManager {
      override undo(): null {
        return takeBack(this);
      }

      override redo(): null {
        return takeBack(this);
      }
    })(this.#text, { captureTransaction: () => false });
  }
}

/** An editor that answers what the plan says. */
class ScriptedBuffer implements EditorBuffer {
  text: string;
  version: number;
  submitted: readonly RequestedReplace[] | undefined;
  #send: Send | undefined;
  #goOn: ((result: SubmitResult) => unknown) | undefined | null;

  constructor(text: string, version: number) {
    this.text = text;
    this.version = version;
  }

  get length(): number {
    return this.text.length;
  }

  slice(offset: number, length: number): string {
    return this.text.slice(offset, offset + length);
  }

  carets(): readonly CaretRange[] {
    return this.#send?.carets ?? [];
  }

  canInsertSnippet(): boolean {
    return this.#send?.canInsertSnippet ?? false;
  }

  willSubmit(send: Send): void {
    this.#send = send;
    this.submitted = undefined;
  }

  submit(_version: number, replaces: readonly RequestedReplace[]): PromiseLike<SubmitResult> {
    this.submitted = replaces;
    return {
      then: (onFulfilled?: ((result: SubmitResult) => unknown) | null) => {
        this.#goOn = onFulfilled;
        return new Promise<never>(() => undefined);
      },
    } as PromiseLike<SubmitResult>;
  }

  reply(result: SubmitResult): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.(result);
  }

  preferOtherPrimitive(): void {
    // The plan knows what became of every edit.
  }

  select(): void {
    // Nobody looks at the selections of a plan.
  }

  /** The edit as this run sent it, and what the editor did besides. */
  madeWith(besides: readonly PlanReplace[]): readonly PlanReplace[] {
    return [...(this.submitted ?? []), ...besides]
      .map(({ offset, length, text }) => ({ offset, length, text }))
      .sort((a, b) => b.offset - a.offset);
  }

  change(version: number, changes: readonly PlanReplace[]): void {
    this.version = version;
    for (const { offset, length, text } of changes) {
      this.text = this.text.slice(0, offset) + text + this.text.slice(offset + length);
    }
  }
}
