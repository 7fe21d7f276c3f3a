import { assertNever } from '../../shared/assertNever.ts';
import type { SimulatedEditor } from '../support/simulatedEditor.ts';
import type { ModelEdit } from '../support/modelEdits.ts';
import { type EditOptions, type SimulatedModel, toLf } from '../support/simulatedModel.ts';
import type { CaseOperation } from './casePlan.ts';
import { groundOf } from './ground.ts';
import type { Ledger } from './ledger.ts';
import type { UndoModel } from './undoModel.ts';

export type WritingOperation = Extract<
  CaseOperation,
  { do: 'type' | 'insert' | 'backspace' | 'replace' | 'cursors' | 'edit twice' | 'select' | 'indent' }
>;

export interface HandsOptions {
  readonly editor: SimulatedEditor;
  readonly ledger: Ledger;
  readonly undo: UndoModel;
  /** The one place where this person writes. */
  readonly ground: number | undefined;
  /** The editor tells so many changes at once as one (simulatedModel.ts). */
  readonly meltFrom: number;
  /** The document does not show yet what undo and redo have done to the text. */
  readonly isBehind: boolean;
}

/** Writes into an editor, and enters in the ledger what is meant by it. */
export class Hands {
  readonly #options: HandsOptions;

  constructor(options: HandsOptions) {
    this.#options = options;
  }

  /** False when there was nothing to do. */
  write(operation: WritingOperation): boolean {
    const hasSelection = this.#model.carets.some(({ start, end }) => start !== end);
    if (operation.do !== 'select' && hasSelection) this.#options.undo.close();
    switch (operation.do) {
      case 'type':
        return this.#type(operation.text);
      case 'insert':
        return this.#replace(this.#place(operation.at), 0, operation.text);
      case 'backspace':
        return this.#backspace();
      case 'replace':
        return this.#replace(this.#place(operation.at), operation.length, operation.text);
      case 'cursors':
        return this.#edit(this.#disjoint(operation.edits));
      case 'edit twice':
        return this.#editTwice(operation);
      case 'select':
        return this.#select(operation.from, operation.to);
      case 'indent':
        return this.#indent(this.#place(operation.at), operation.caret);
      default:
        return assertNever(operation);
    }
  }

  get #model(): SimulatedModel {
    return this.#options.editor.model;
  }

  #type(text: string): boolean {
    const ground = this.#ground();
    const { start, end } = this.#model.caret;
    const kind = text.length === 1 ? 'letter' : 'ownStep';
    if (start < ground.start || end > ground.end) return this.#replace(ground.end, 0, text, { kind });
    return this.#replace(start, end - start, text, { kind });
  }

  #backspace(): boolean {
    const { end } = this.#model.caret;
    const start = this.#model.boundary(Math.max(this.#ground().start, end - 1));
    return this.#replace(start, end - start, '', { kind: 'deleteLeft' });
  }

  /** Replaces a range and leaves the caret behind the new text, as typing does. */
  #replace(start: number, length: number, text: string, options: EditOptions = {}): boolean {
    const stop = this.#model.boundary(Math.min(this.#ground().end, start + length));
    const replaced = Math.max(0, stop - start);
    this.#enter([{ offset: start, length: replaced, text }]);
    this.#options.editor.tellTyping(start, replaced, text, options);
    return replaced > 0 || text !== '';
  }

  #select(from: number, to: number): boolean {
    const [start = 0, end = 0] = [this.#place(from), this.#place(to)].sort((a, b) => a - b);
    this.#model.caret = { start, end };
    this.#options.editor.tell(undefined);
    return true;
  }

  /** Makes an edit (ascending, disjoint, whole characters) and enters what it means. */
  #edit(edits: readonly ModelEdit[]): boolean {
    this.#enter(edits);
    const event = this.#model.edit(edits);
    if (event) this.#options.editor.tell(event);
    return event !== undefined;
  }

  #enter(edits: readonly ModelEdit[]): void {
    const { text } = this.#model;
    const lf = (offset: number): number => toLf(text.slice(0, offset)).length;
    const real = edits.filter((edit) => edit.length > 0 || edit.text !== '');
    if (real.length === 0) return;
    const changes = real.map(({ offset, length, text: inserted }) => {
      const start = lf(offset);
      return { offset: start, length: lf(offset + length) - start, text: inserted };
    });
    const step = this.#options.undo.stepOf(changes, real.length >= this.#options.meltFrom);
    let plain = '';
    for (const { offset, length, text: inserted } of real) {
      const deleted = text.slice(offset, offset + length);
      this.#options.ledger.deleted(deleted, step, this.#options.isBehind);
      this.#options.ledger.written(inserted, text.slice(0, offset), text.slice(offset + length), step);
      plain += deleted + inserted;
    }
    this.#options.undo.edited(step, plain);
  }

  #disjoint(edits: readonly { at: number; length: number; text: string }[]): ModelEdit[] {
    const placed = edits
      .map(({ at, length, text }) => ({ offset: this.#place(at), length, text }))
      .sort((a, b) => a.offset - b.offset)
      .filter(({ offset }, k, all) => offset !== all[k - 1]?.offset);
    const { end } = this.#ground();
    return placed.map(({ offset, length, text }, k) => {
      const limit = Math.min(placed[k + 1]?.offset ?? end, offset + length);
      return { offset, length: Math.max(0, this.#model.boundary(limit) - offset), text };
    });
  }

  #editTwice({ at, text }: Extract<WritingOperation, { do: 'edit twice' }>): boolean {
    // One event tells both, so both are one step.
    this.#options.undo.isUncertain = true;
    const insertion = (k: 0 | 1): ModelEdit[] => {
      const edits = [{ offset: this.#place(at[k]), length: 0, text: text[k] }];
      this.#enter(edits);
      return edits;
    };
    this.#options.editor.tell(this.#model.editTwice(insertion(0), () => insertion(1)));
    return true;
  }

  /** Enter at the end of a line, after which the editor indents by itself; it trims that in an edit near the caret. */
  #indent(offset: number, caret: number | undefined): boolean {
    const { text, eol } = this.#model;
    const lineEnd = text.indexOf(eol, offset);
    const at = Math.min(lineEnd < 0 ? text.length : lineEnd, this.#ground().end);
    const isDone = this.#replace(at, 0, '\n    ', { insertsAutomaticSpace: true });
    this.#options.ledger.deleted('    ', this.#options.undo.stepOf([]));
    if (caret !== undefined) this.#select(caret, caret);
    return isDone;
  }

  /** Where this person may write. */
  #ground(): { start: number; end: number } {
    const { text } = this.#model;
    const { ground } = this.#options;
    return ground === undefined ? { start: 0, end: text.length } : groundOf(text, ground);
  }

  #place(at: number): number {
    const { start, end } = this.#ground();
    return this.#model.boundary(start + Math.min(end - start, Math.floor(at * (end - start + 1))));
  }
}
