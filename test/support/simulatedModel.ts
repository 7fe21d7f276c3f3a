import { isDeepStrictEqual } from 'node:util';
import type { CaretRange } from '../../client/ports.ts';
import { linesLeftBehind, linesLeftBlank, trimsAlong } from './automaticSpace.ts';
import {
  caretsLeft,
  type MarkerRule,
  moveCarets,
  pushedBySnippet,
  withoutOverlaps,
} from './editorMarkers.ts';
import { meltedIntoOne, type ModelEdit } from './modelEdits.ts';
import { type EditKind, SimulatedUndo } from './simulatedUndo.ts';
import { type TextChange, textChangesOf } from './textChanges.ts';
import { type Lines, linesOf, nearestTo, type Place, placeOf } from './textLines.ts';

export type Eol = '\n' | '\r\n';

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
  /** Where a snippet has pushed the carets, until it puts them back in front of it. In the text with `\n` line endings. */
  readonly pushedCarets?: readonly CaretRange[];
}

export interface ModelOptions {
  /** From so many edits in one call on, VS Code melts them into one. */
  readonly meltFrom?: number;
}

interface Applied {
  readonly changes: ModelChange[];
  readonly textChanges: TextChange[];
  readonly pushedCarets: CaretRange[] | undefined;
}

export interface EditOptions {
  readonly kind?: EditKind;
  /** `push` moves every caret at the place of an edit behind it, as edits of the whole workspace do. */
  readonly markers?: MarkerRule;
  /** The editor indented by itself: it takes out what is left of that with the next edit. */
  readonly insertsAutomaticSpace?: boolean;
  /** Made by keys, which leave a caret behind each text; the others leave the carets to the markers. */
  readonly areKeys?: boolean;
  /** No editor makes it, whether or not one shows the document. */
  readonly isBehindEditors?: boolean;
}

export const toLf = (text: string): string => text.replaceAll('\r\n', '\n');

/**
 * The text model in VS Code's renderer, held against the real one by test/contract/documentContract.ts: one event per
 * edit; changes listed from the end to the start; line endings made uniform; ranges moved off the middle of surrogate
 * pairs; many edits melted into one; white space that the editor indented by itself trimmed inside whatever edit comes
 * next; carets moved by markers, and by undo.
 *
 * Left out on purpose: what VS Code makes of a key besides its text (brackets, suggestions: to the model they are edits
 * like others); which end of a selection the caret is at; the exact list of changes in an undo, which VS Code joins where
 * they touch; undo across a change of line endings; edits that overlap, which VS Code refuses and nobody sends; edits
 * without effect, which VS Code puts on the undo stack; carets that are set so that they merge into those that were there,
 * of which VS Code does not tell the extension that asked.
 */
export class SimulatedModel {
  readonly #meltFrom: number;
  readonly #undo = new SimulatedUndo();
  text: string;
  eol: Eol;
  version = 1;
  /** Every caret and selection, ascending. */
  carets: readonly CaretRange[] = [{ start: 0, end: 0 }];
  #leftAt: readonly { readonly start: Place; readonly end: Place }[] = [];
  /** Whether an editor shows it. What nobody sees has no carets to be near to. */
  isShown = true;
  /** Lines of nothing but white space that the editor put in by itself. */
  #automaticLines: readonly number[] = [];

  constructor(text: string, eol: Eol, { meltFrom = 1000 }: ModelOptions = {}) {
    this.text = text.replace(/\r\n|\r|\n/g, eol);
    this.eol = eol;
    this.#meltFrom = meltFrom;
  }

  /** The first caret. Setting it leaves no other. */
  get caret(): CaretRange {
    return this.carets[0] ?? { start: 0, end: 0 };
  }

  /** The person puts it elsewhere, which is an undo stop. */
  set caret(caret: CaretRange) {
    this.moveCarets([caret]);
    this.#undo.close();
  }

  /** An extension sets the carets, which is none. */
  moveCarets(carets: readonly CaretRange[]): void {
    this.carets = withoutOverlaps(
      carets.map(({ start, end }) => ({ start: this.boundary(start), end: this.boundary(end) })),
    );
  }

  /**
   * The nearest offset to the left that is neither inside a surrogate pair nor inside a line ending. Like VS Code, which
   * looks at the first half only, this takes a lone one for a pair with whatever follows it on its line.
   */
  boundary(offset: number): number {
    const around = this.text.slice(Math.max(0, offset - 1), offset + 1);
    const isInside = offset > 0 && (/^[\ud800-\udbff][^\r\n]$/.test(around) || around === '\r\n');
    return isInside ? offset - 1 : offset;
  }

  /** The person's edit, or another extension's: a step of its own for the built-in undo, unless `kind` says more. */
  edit(edits: readonly ModelEdit[], options: EditOptions = {}): ModelEvent | undefined {
    const { kind = 'ownStep', markers = 'keep', insertsAutomaticSpace = false } = options;
    const { areKeys = false, isBehindEditors = !this.isShown } = options;
    const hasEffect = edits.some(({ length, text }) => length > 0 || text !== '');
    const deletesLineEnding = edits.some(({ offset, length }) =>
      this.text.slice(offset, offset + length).includes('\n'),
    );
    this.#undo.begin(kind, deletesLineEnding);
    if (areKeys && !hasEffect) return undefined;
    const caretsBefore = isBehindEditors ? undefined : this.carets;
    const candidates = insertsAutomaticSpace ? linesLeftBehind(edits, this.#lines) : [];
    const asked = edits.map((edit): ModelEdit => ({ ...edit, leavesCaret: areKeys }));
    const done = this.#apply(this.#withAutomaticTrim(asked, caretsBefore ?? []), markers);
    if (!done) return undefined;
    this.#automaticLines = linesLeftBlank(candidates, this.#lines);
    const caretsAfter = areKeys || kind === 'snippet' ? this.carets : undefined;
    this.#undo.push(kind, { changes: done.textChanges, caretsBefore, caretsAfter });
    return { ...this.#event(done.changes), ...(done.pushedCarets && { pushedCarets: done.pushedCarets }) };
  }

  /** Two edits in a row which VS Code tells in one event. */
  editTwice(first: readonly ModelEdit[], second: () => readonly ModelEdit[]): ModelEvent | undefined {
    const one = this.edit(first);
    const two = this.edit(second());
    if (!one || !two) return two ?? one;
    return { ...two, changes: [...one.changes, ...two.changes] };
  }

  /**
   * An edit that an extension asked for. In an editor, with undo stops off, it joins the step that is open; in the
   * workspace it is a step of its own, and pushes carets. The workspace leaves it to the active editor unless that is
   * read-only; made in the `background` it knows nothing of carets.
   */
  editRemotely(
    edits: readonly ModelEdit[],
    where: 'editor' | 'workspace' | 'background' = 'editor',
  ): ModelEvent | undefined {
    if (where === 'editor') {
      // Alone among edits, a snippet has the document's line endings already when the editor looks what to trim along.
      const isSnippet = edits.some(({ as }) => as === 'snippet');
      const asked = isSnippet ? edits.map((edit) => ({ ...edit, text: this.#withOwnEol(edit.text) })) : edits;
      return this.edit(asked, { kind: isSnippet ? 'snippet' : 'withoutStops' });
    }
    const options: EditOptions = { kind: 'workspace', markers: 'push' };
    return this.edit(edits, where === 'background' ? { ...options, isBehindEditors: true } : options);
  }

  undo(): ModelEvent | undefined {
    return this.#takeBack('undo');
  }

  redo(): ModelEvent | undefined {
    return this.#takeBack('redo');
  }

  /** Told as one change that rewrites everything. */
  setEol(eol: Eol): ModelEvent | undefined {
    if (eol === this.eol) return undefined;
    const before = this.text;
    const moved = (offset: number): number => toLf(before.slice(0, offset)).replaceAll('\n', eol).length;
    const range = { start: { line: 0 }, end: { line: this.#lines.lineOf(before.length) } };
    this.text = toLf(before).replaceAll('\n', eol);
    this.eol = eol;
    this.version++;
    this.carets = this.carets.map(({ start, end }) => ({ start: moved(start), end: moved(end) }));
    this.#undo.clear();
    return this.#event([{ rangeOffset: 0, rangeLength: before.length, text: this.text, range }]);
  }

  /** An editor that comes back has its carets in the lines and columns where they were. */
  setShown(isShown: boolean): void {
    if (isShown === this.isShown) return;
    this.isShown = isShown;
    if (!isShown) {
      const place = (offset: number): Place => placeOf(offset, this.#lines);
      this.#leftAt = this.carets.map(({ start, end }) => ({ start: place(start), end: place(end) }));
      return;
    }
    const find = (place: Place): number => nearestTo(place, this.#lines);
    this.moveCarets(this.#leftAt.map(({ start, end }) => ({ start: find(start), end: find(end) })));
    this.#undo.forgetLast();
  }

  /** The carets in offsets of the text with `\n` line endings. */
  lfCarets(carets = this.carets): CaretRange[] {
    const lf = (offset: number): number => toLf(this.text.slice(0, offset)).length;
    return carets.map(({ start, end }) => ({ start: lf(start), end: lf(end) }));
  }

  #event(changes: readonly ModelChange[]): ModelEvent {
    return { version: this.version, changes, eol: this.eol };
  }

  #takeBack(reason: 'undo' | 'redo'): ModelEvent | undefined {
    const step = this.#undo.move(reason);
    if (!step) return undefined;
    const edits = step.changes.map(({ oldOffset, oldText, newOffset, newText }): ModelEdit =>
      reason === 'undo'
        ? { offset: newOffset, length: newText.length, text: oldText }
        : { offset: oldOffset, length: oldText.length, text: newText },
    );
    const done = this.#apply(edits, 'keep');
    if (!done) return undefined;
    this.#automaticLines = [];
    this.#undo.forgetLast();
    const carets = reason === 'undo' ? step.caretsBefore : step.caretsAfter;
    if (carets) this.moveCarets(carets);
    return { ...this.#event(done.changes), reason };
  }

  #apply(asked: readonly ModelEdit[], markers: MarkerRule): Applied | undefined {
    const normalized = this.#normalized(asked);
    const isMelted = normalized.length >= this.#meltFrom;
    const asMade = isMelted ? meltedIntoOne(normalized, this.text) : normalized;
    const edits = asMade.filter(({ length, text }) => length > 0 || text !== '');
    if (edits.length === 0) return undefined;
    const textChanges = textChangesOf(edits, this.text);
    const { lineOf } = this.#lines;
    const changes = edits.toReversed().map(({ offset, length, text }): ModelChange => ({
      rangeOffset: offset,
      rangeLength: length,
      text,
      range: { start: { line: lineOf(offset) }, end: { line: lineOf(offset + length) } },
    }));
    const carets = caretsLeft(normalized);
    const moved = moveCarets(this.carets, edits, ({ as }) => (as === 'insert' ? 'push' : markers));
    const before = this.carets;
    const pushed = pushedBySnippet(before, edits);
    for (const { rangeOffset, rangeLength, text } of changes) {
      this.text = this.text.slice(0, rangeOffset) + text + this.text.slice(rangeOffset + rangeLength);
    }
    this.version++;
    this.moveCarets(carets.length > 0 ? carets : moved);
    const isPutBack = pushed && isDeepStrictEqual(before, this.carets);
    return { changes, textChanges, pushedCarets: isPutBack ? this.lfCarets(pushed) : undefined };
  }

  #normalized(edits: readonly ModelEdit[]): ModelEdit[] {
    const sorted = edits
      .map((edit): ModelEdit => {
        const start = this.boundary(edit.offset);
        const end = edit.offset + edit.length;
        const isSplitting = this.boundary(end) !== end;
        const length = edit.length === 0 ? 0 : end + (isSplitting ? 1 : 0) - start;
        return { ...edit, offset: start, length, text: this.#withOwnEol(edit.text) };
      })
      .sort((a, b) => a.offset - b.offset || a.offset + a.length - (b.offset + b.length));
    for (const [k, edit] of sorted.entries()) {
      const before = sorted[k - 1];
      if (before && before.offset + before.length > edit.offset) throw new Error('The edits overlap.');
    }
    return sorted;
  }

  #withAutomaticTrim(edits: readonly ModelEdit[], carets: readonly CaretRange[]): readonly ModelEdit[] {
    const blank = this.#automaticLines;
    this.#automaticLines = [];
    if (blank.length === 0) return edits;
    return [...edits, ...trimsAlong(blank, edits, carets, this.#lines)];
  }

  #withOwnEol(text: string): string {
    return text.replace(/\r\n|\r|\n/g, this.eol);
  }

  get #lines(): Lines {
    return linesOf(this.text, this.eol);
  }
}
