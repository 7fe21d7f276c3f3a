import type { CaretRange } from '../../client/ports.ts';
import { joinTextChanges, type TextChange } from './textChanges.ts';

/** What one undo takes back. */
export interface UndoStep {
  readonly changes: readonly TextChange[];
  /** Unknown where no editor made it. */
  readonly caretsBefore: readonly CaretRange[] | undefined;
  /** Unknown where the last edit was made by an extension, which says nothing about carets. */
  readonly caretsAfter: readonly CaretRange[] | undefined;
}

/** What an edit is to the undo stack: a key, something between two undo stops, or an edit without them. */
export type EditKind =
  'letter' | 'space' | 'enter' | 'deleteLeft' | 'ownStep' | 'withoutStops' | 'snippet' | 'workspace';

/** What VS Code keeps of the last edit, to tell whether the next key goes with it. */
type LastEdit = 'other' | 'typing' | 'firstSpace' | 'laterSpace' | 'deleteLeft';

/** VS Code's undo stack of one document. */
export class SimulatedUndo {
  readonly #undo: UndoStep[] = [];
  readonly #redo: UndoStep[] = [];
  /** False after an undo stop: the next edit begins a new step. */
  #isOpen = false;
  #last: LastEdit = 'other';

  /** An edit is about to be made. A key that has no effect counts as well. */
  begin(kind: EditKind, deletesLineEnding: boolean): void {
    const before = this.#last;
    this.#last = this.#afterwards(kind);
    if (kind === 'letter' || kind === 'space') {
      if (isStopBetween(before, this.#last)) this.close();
    } else if (kind === 'deleteLeft') {
      if (before !== 'deleteLeft' || deletesLineEnding) this.close();
    } else if (kind === 'enter' || kind === 'ownStep') {
      this.close();
    }
  }

  /** The edit that was begun is made. */
  push(kind: EditKind, step: UndoStep): void {
    const last = this.#isOpen && kind !== 'workspace' ? this.#undo.pop() : undefined;
    this.#undo.push(
      last
        ? { ...step, caretsBefore: last.caretsBefore, changes: joinTextChanges(last.changes, step.changes) }
        : step,
    );
    this.#redo.length = 0;
    this.#isOpen = kind !== 'ownStep' && kind !== 'snippet' && kind !== 'workspace';
  }

  clear(): void {
    this.#undo.length = 0;
    this.#redo.length = 0;
    this.#isOpen = false;
    this.forgetLast();
  }

  /** An undo stop: the next edit begins a new step. */
  close(): void {
    this.#isOpen = false;
  }

  /** The next key does not go with what was typed before. */
  forgetLast(): void {
    this.#last = 'other';
  }

  /** The step to take back, or to bring back. It is on the other stack from now on. */
  move(reason: 'undo' | 'redo'): UndoStep | undefined {
    const [from, to] = reason === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const step = from.pop();
    if (!step) return undefined;
    to.push(step);
    this.#isOpen = false;
    return step;
  }

  #afterwards(kind: EditKind): LastEdit {
    switch (kind) {
      case 'letter':
      case 'enter':
        return 'typing';
      case 'space':
        return this.#last === 'firstSpace' || this.#last === 'laterSpace' ? 'laterSpace' : 'firstSpace';
      case 'deleteLeft':
        return 'deleteLeft';
      case 'snippet':
        return this.#last;
      default:
        return 'other';
    }
  }
}

/** A word goes with the one space before it; after several spaces it is a step of its own. */
function isStopBetween(before: LastEdit, next: LastEdit): boolean {
  const isSpace = (edit: LastEdit): boolean => edit === 'firstSpace' || edit === 'laterSpace';
  return before !== 'firstSpace' && before !== next && !(isSpace(before) && isSpace(next));
}
