import type { CaretRange, TextReplace } from '../../extension/core/ports.ts';
import type { SeededRandom } from './seed.ts';

export type Eol = '\n' | '\r\n';

/** A replacement in the model's own offsets, in which a `\r\n` counts two. */
export interface ModelEdit extends TextReplace {
  /** How a remote edit asks for it; the person's own edits say nothing. */
  readonly as?: 'replace' | 'insert' | 'snippet';
}

/** A change as VS Code tells it: with the lines that it spans, which `\r\n` documents need to count by. */
export interface ModelChange {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
  readonly range: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
}

export interface ModelEvent {
  readonly version: number;
  readonly changes: readonly ModelChange[];
  readonly eol: Eol;
  readonly reason?: 'undo' | 'redo';
}

export interface ModelOptions {
  readonly random: SeededRandom;
  /** From so many edits in one call on, VS Code melts them into one. */
  readonly meltFrom?: number;
}

export const toLf = (text: string): string => text.replaceAll('\r\n', '\n');

/**
 * The text model in VS Code's renderer, as it was observed: one event per edit; changes listed from the end to the
 * start; line endings made uniform; ranges moved off the middle of surrogate pairs; many edits melted into one; white
 * space that the editor indented by itself trimmed inside somebody else's edit; carets moved by markers.
 */
export class SimulatedModel {
  readonly #random: SeededRandom;
  readonly #meltFrom: number;
  text: string;
  eol: Eol;
  version = 1;
  caret: CaretRange = { start: 0, end: 0 };
  /** White space that the editor put in by itself and takes out with the next edit. */
  automaticSpace: { offset: number; length: number } | undefined;
  /** Steps of the built-in undo; a step holds the edits that take it back, the last one first. */
  readonly #undoSteps: (readonly ModelEdit[])[][] = [];
  readonly #redoSteps: (readonly ModelEdit[])[][] = [];

  constructor(text: string, eol: Eol, { random, meltFrom = 1000 }: ModelOptions) {
    this.text = text.replace(/\r\n|\r|\n/g, eol);
    this.eol = eol;
    this.#random = random;
    this.#meltFrom = meltFrom;
  }

  /** The nearest offset to the left that is neither inside a surrogate pair nor inside a line ending. */
  boundary(offset: number): number {
    const around = this.text.slice(Math.max(0, offset - 1), offset + 1);
    const isInside = offset > 0 && (/^[\ud800-\udbff][\udc00-\udfff]$/.test(around) || around === '\r\n');
    return isInside ? offset - 1 : offset;
  }

  /** The person's edit, or another extension's: a step of its own for the built-in undo. */
  edit(edits: readonly ModelEdit[]): ModelEvent | undefined {
    const done = this.#apply(edits);
    if (!done) return undefined;
    this.#undoSteps.push([done.inverse]);
    this.#redoSteps.length = 0;
    return this.#event(done.changes);
  }

  /** Two edits in a row which VS Code tells in one event. */
  editTwice(first: readonly ModelEdit[], second: () => readonly ModelEdit[]): ModelEvent | undefined {
    const one = this.edit(first);
    const two = this.edit(second());
    if (!one || !two) return two ?? one;
    return { ...two, changes: [...one.changes, ...two.changes] };
  }

  /** An edit that an extension asked for with undo stops off: it joins the step that is open. */
  editRemotely(edits: readonly ModelEdit[]): ModelEvent | undefined {
    const done = this.#apply(this.#withAutomaticTrim(edits));
    if (!done) return undefined;
    const open = this.#undoSteps.at(-1);
    if (open) open.unshift(done.inverse);
    else this.#undoSteps.push([done.inverse]);
    this.#redoSteps.length = 0;
    return this.#event(done.changes);
  }

  undo(): ModelEvent | undefined {
    return this.#takeBack(this.#undoSteps, this.#redoSteps, 'undo');
  }

  redo(): ModelEvent | undefined {
    return this.#takeBack(this.#redoSteps, this.#undoSteps, 'redo');
  }

  /** Told as one change that rewrites everything. */
  setEol(eol: Eol): ModelEvent | undefined {
    if (eol === this.eol) return undefined;
    const before = this.text;
    const moved = (offset: number): number => toLf(before.slice(0, offset)).replaceAll('\n', eol).length;
    const range = { start: { line: 0 }, end: { line: this.#lineOf(before.length) } };
    this.text = toLf(before).replaceAll('\n', eol);
    this.eol = eol;
    this.version++;
    this.caret = { start: moved(this.caret.start), end: moved(this.caret.end) };
    this.automaticSpace = undefined;
    this.#undoSteps.length = 0;
    this.#redoSteps.length = 0;
    return this.#event([{ rangeOffset: 0, rangeLength: before.length, text: this.text, range }]);
  }

  /** The caret in offsets of the text with `\n` line endings. */
  lfCaret(): CaretRange {
    const lf = (offset: number): number => toLf(this.text.slice(0, offset)).length;
    return { start: lf(this.caret.start), end: lf(this.caret.end) };
  }

  #event(changes: readonly ModelChange[]): ModelEvent {
    return { version: this.version, changes, eol: this.eol };
  }

  #takeBack(
    from: (readonly ModelEdit[])[][],
    to: (readonly ModelEdit[])[][],
    reason: 'undo' | 'redo',
  ): ModelEvent | undefined {
    const changes: ModelChange[] = [];
    const inverses: (readonly ModelEdit[])[] = [];
    for (const edits of from.pop() ?? []) {
      const done = this.#apply(edits);
      if (!done) continue;
      changes.push(...done.changes);
      inverses.unshift(done.inverse);
    }
    if (changes.length === 0) return undefined;
    to.push(inverses);
    return { ...this.#event(changes), reason };
  }

  #apply(asked: readonly ModelEdit[]): { changes: ModelChange[]; inverse: ModelEdit[] } | undefined {
    const edits = this.#melted(this.#normalized(asked)).filter(
      ({ length, text }) => length > 0 || text !== '',
    );
    if (edits.length === 0) return undefined;
    let shift = 0;
    const inverse = edits.map(({ offset, length, text }): ModelEdit => {
      const at = offset + shift;
      shift += text.length - length;
      return { offset: at, length: text.length, text: this.text.slice(offset, offset + length) };
    });
    const changes = edits.toReversed().map(({ offset, length, text }): ModelChange => ({
      rangeOffset: offset,
      rangeLength: length,
      text,
      range: { start: { line: this.#lineOf(offset) }, end: { line: this.#lineOf(offset + length) } },
    }));
    this.caret = moveCaret(this.caret, edits);
    for (const { rangeOffset, rangeLength, text } of changes) {
      this.text = this.text.slice(0, rangeOffset) + text + this.text.slice(rangeOffset + rangeLength);
    }
    this.version++;
    return { changes, inverse };
  }

  #normalized(edits: readonly ModelEdit[]): ModelEdit[] {
    const sorted = edits
      .map((edit): ModelEdit => {
        const start = this.boundary(edit.offset);
        const end = edit.offset + edit.length;
        const isSplitting = this.boundary(end) !== end;
        const length = edit.length === 0 ? 0 : end + (isSplitting ? 1 : 0) - start;
        return { ...edit, offset: start, length, text: edit.text.replace(/\r\n|\r|\n/g, this.eol) };
      })
      .sort((a, b) => a.offset - b.offset || a.offset + a.length - (b.offset + b.length));
    for (const [k, edit] of sorted.entries()) {
      const before = sorted[k - 1];
      if (before && before.offset + before.length > edit.offset) throw new Error('The edits overlap.');
    }
    return sorted;
  }

  #melted(edits: ModelEdit[]): ModelEdit[] {
    const first = edits[0];
    const last = edits.at(-1);
    if (!first || !last || edits.length < this.#meltFrom) return edits;
    let text = '';
    let at = first.offset;
    for (const edit of edits) {
      text += this.text.slice(at, edit.offset) + edit.text;
      at = edit.offset + edit.length;
    }
    return [{ offset: first.offset, length: at - first.offset, text }];
  }

  #withAutomaticTrim(edits: readonly ModelEdit[]): readonly ModelEdit[] {
    const space = this.automaticSpace;
    if (!space || !this.#random.chance(0.5)) return edits;
    this.automaticSpace = undefined;
    const { offset, length } = space;
    const isStillSpace = /^ *$/.test(this.text.slice(offset, offset + length));
    const isApart = edits.every(
      (edit) => edit.offset + edit.length < offset || edit.offset > offset + length,
    );
    return isStillSpace && isApart ? [...edits, { offset, length, text: '' }] : edits;
  }

  #lineOf(offset: number): number {
    return this.text.slice(0, offset).split('\n').length - 1;
  }
}

/** VS Code's markers: text inserted at the caret pushes it, a replacement that starts there does not. */
function moveCaret(caret: CaretRange, edits: readonly ModelEdit[]): CaretRange {
  const isSelection = caret.start !== caret.end;
  const move = (offset: number, isStart: boolean): number =>
    edits.toReversed().reduce((at, { offset: start, length, text, as }) => {
      if (at < start) return at;
      if (at === start) {
        if (as === 'snippet' || length > 0) return at;
        return isStart && isSelection && as !== 'insert' ? at : at + text.length;
      }
      return at >= start + length ? at + text.length - length : Math.min(at, start + text.length);
    }, offset);
  const start = move(caret.start, true);
  const end = move(caret.end, false);
  return { start: Math.min(start, end), end: Math.max(start, end) };
}
