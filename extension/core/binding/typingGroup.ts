import type { TextReplace } from '../ports.ts';
import { type Delta, mapOffset } from './delta.ts';

/**
 * Decides which local edits one undo step takes back, by the editor's own habit: letters go on a step, so does the
 * word after a single space; a space, a line break, a jump, a switch between typing and deleting, and everything that
 * is neither begins a new one.
 */
export class TypingGroup {
  #last: Last | undefined;

  /** Notes an edit. True when it goes on the step of the edit before. */
  continuesWith(changes: readonly TextReplace[]): boolean {
    const last = this.#last;
    const ascending = changes.toSorted((a, b) => a.offset - b.offset);
    const kind = kindOf(ascending, last);
    const continues = last !== undefined && isSameStep(last.kind, kind) && isAt(last.carets, ascending, kind);
    this.#last = {
      kind,
      from: continues ? last.from : (ascending[0]?.offset ?? 0),
      carets: caretsAfter(ascending),
    };
    return continues;
  }

  /** Somebody else's change moved the text on; the place where typing goes on moves along. */
  shift(delta: Delta): void {
    if (!this.#last) return;
    const { kind, from, carets } = this.#last;
    this.#last = {
      kind,
      from: mapOffset(delta, from, 'after'),
      carets: carets.map((offset) => mapOffset(delta, offset, 'before')),
    };
  }

  /** The next edit begins a new step. */
  close(): void {
    this.#last = undefined;
  }
}

interface Last {
  readonly kind: Kind;
  /** Where the step began. */
  readonly from: number;
  /** Where the step goes on, a place for each cursor. */
  readonly carets: readonly number[];
}

type Kind = 'typing' | 'line break' | 'first space' | 'more space' | 'deleting' | 'other';

function kindOf(changes: readonly TextReplace[], last: Last | undefined): Kind {
  const [first] = changes;
  if (!first || changes.some((change) => change.text !== first.text)) return 'other';
  if (first.text === '') return changes.every(isOneCharacterLong) ? 'deleting' : 'other';
  if (changes.some((change) => change.length > 0)) return isComposition(changes, last) ? 'typing' : 'other';
  if (first.text === ' ' || first.text === '\t') {
    return last?.kind === 'first space' || last?.kind === 'more space' ? 'more space' : 'first space';
  }
  if (/^\n[\t ]*$/u.test(first.text)) return 'line break';
  return Array.from(first.text).length === 1 ? 'typing' : 'other';
}

function isOneCharacterLong(change: TextReplace): boolean {
  return change.length === 1 || change.length === 2;
}

/** An input method rewrites what it has just typed, over and over. */
function isComposition(changes: readonly TextReplace[], last: Last | undefined): boolean {
  const [change] = changes;
  return (
    last?.kind === 'typing' &&
    change !== undefined &&
    changes.length === 1 &&
    change.offset >= last.from &&
    change.offset + change.length === last.carets[0] &&
    !change.text.includes('\n')
  );
}

/** The step rules of the editor's cursor: what may follow what without an undo stop between. */
function isSameStep(before: Kind, now: Kind): boolean {
  if (now === 'other' || now === 'line break' || before === 'other') return false;
  if (before === 'first space') return now === 'typing' || now === 'more space';
  if (before === 'line break') return now === 'typing';
  return before === now;
}

function isAt(carets: readonly number[], changes: readonly TextReplace[], kind: Kind): boolean {
  return (
    carets.length === changes.length &&
    changes.every(({ offset, length }, k) => {
      const end = offset + length;
      if (kind === 'deleting') return offset === carets[k] || end === carets[k];
      return end === carets[k];
    })
  );
}

function caretsAfter(ascending: readonly TextReplace[]): number[] {
  let shift = 0;
  return ascending.map(({ offset, length, text }) => {
    const caret = offset + shift + text.length;
    shift += text.length - length;
    return caret;
  });
}
