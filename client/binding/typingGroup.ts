import type { BufferChange, BufferSelection } from '../ports.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';
import { type Delta, mapOffset } from '../../shared/text/delta.ts';

/** Edits of one editor command (a suggestion and its import) arrive within this time. */
const TOGETHER_MS = 10;

/** What editors insert for one key, with the caret going in between. */
const PAIRS: ReadonlySet<string> = new Set([
  '()',
  '[]',
  '{}',
  '<>',
  '""',
  "''",
  '``',
  '«»',
  '**',
  '__',
  '$$',
]);

/** `\n` and the white space that the editor indents by. */
const LINE_BREAK = /^\n[\t ]*$/u;

/**
 * Decides which local edits one undo step takes back, as the editor itself does. These continue a step:
 * letters, the word after a single space, and text typed on a new line, between brackets that closed
 * themselves, or over their closing one. These begin a new one: a space, a line break, such a bracket, a
 * jump, a switch between typing and deleting, and anything else.
 */
export class TypingGroup {
  #last: Last | undefined;

  /** Records an edit. True when it continues the step of the edit before. */
  continuesWith({ changes, atMs, selections }: Omit<BufferChange, 'version'>): boolean {
    const last = selections?.before.some(isRange) === true ? undefined : this.#last;
    const all = changes.toSorted((a, b) => a.offset - b.offset);
    const ascending = withoutTrimming(all);
    const kind = kindOf(ascending, last);
    const continues =
      last !== undefined &&
      ((kind === 'other' && isTogether(last, atMs)) ||
        (isSameStep(last.kind, kind) && isAt(last.carets, ascending, kind)));
    const closing = continues ? last.closing : 0;
    this.#last = {
      kind: kind === 'closing bracket' ? 'typing' : kind,
      from: continues ? last.from : (ascending[0]?.offset ?? 0),
      carets: caretsAfter(all, ascending, kind),
      closing:
        kind === 'pair' ? (last?.closing ?? 0) + 1 : kind === 'closing bracket' ? closing - 1 : closing,
      ...(atMs === undefined ? {} : { atMs }),
    };
    return continues;
  }

  /** Somebody else's change moved the text. The place where typing continues moves along. */
  shift(delta: Delta): void {
    if (!this.#last) return;
    const { from, carets } = this.#last;
    this.#last = {
      ...this.#last,
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
  /** Where the step continues: a place for each cursor. */
  readonly carets: readonly number[];
  /** How many closing brackets that the editor inserted follow the caret. */
  readonly closing: number;
  readonly atMs?: number;
}

type Kind =
  'typing' | 'pair' | 'closing bracket' | 'line break' | 'first space' | 'more space' | 'deleting' | 'other';

/** At Enter, the editor also removes indentation after which nobody has typed. */
function withoutTrimming(changes: readonly TextReplace[]): readonly TextReplace[] {
  const breaks = changes.filter(({ text }) => LINE_BREAK.test(text));
  const isBreakWithTrimming =
    breaks.length > 0 && changes.every((each) => each.text === '' || breaks.includes(each));
  return isBreakWithTrimming ? breaks : changes;
}

function kindOf(changes: readonly TextReplace[], last: Last | undefined): Kind {
  const [first] = changes;
  if (!first) return 'other';
  if (changes.every(({ text }) => LINE_BREAK.test(text))) return 'line break';
  if (changes.some((change) => change.text !== first.text)) return 'other';
  if (first.text === '') return changes.every(isOneCharacterLong) ? 'deleting' : 'other';
  if (changes.some((change) => change.length > 0)) return kindOfReplacement(changes, last);
  if (first.text === ' ' || first.text === '\t') {
    return last?.kind === 'first space' || last?.kind === 'more space' ? 'more space' : 'first space';
  }
  if (PAIRS.has(first.text)) return 'pair';
  return isOneGrapheme(first.text) ? 'typing' : 'other';
}

function kindOfReplacement(changes: readonly TextReplace[], last: Last | undefined): Kind {
  const [first] = changes;
  if (isComposition(changes, last)) return 'typing';
  if (first === undefined || !isOneGrapheme(first.text)) return 'other';
  // When the person types a bracket that is already there, VS Code reports a replacement of it.
  const isOverClosing =
    last !== undefined &&
    last.closing > 0 &&
    first.text.length === 1 &&
    changes.length === last.carets.length &&
    changes.every(({ offset, length }, k) => length === 1 && offset === last.carets[k]);
  return isOverClosing ? 'closing bracket' : 'typing';
}

/** Typing over a selection begins a step, wherever the selection was. */
function isRange({ anchor, head }: BufferSelection): boolean {
  return anchor !== head;
}

function isOneCharacterLong(change: TextReplace): boolean {
  return change.length === 1 || change.length === 2;
}

/** One key may give several code points: an emoji of a family, a letter with its accent. */
function isOneGrapheme(text: string): boolean {
  const [first] = graphemes.segment(text);
  return first?.segment.length === text.length;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

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

function isTogether(last: Last, atMs: number | undefined): boolean {
  return (
    last.kind === 'other' && atMs !== undefined && last.atMs !== undefined && atMs - last.atMs <= TOGETHER_MS
  );
}

/** The step rules of the editor's cursor: what may follow what without an undo stop in between. */
function isSameStep(before: Kind, now: Kind): boolean {
  if (now === 'other' || now === 'line break' || now === 'pair' || before === 'other') return false;
  if (now === 'closing bracket') return before === 'pair' || before === 'typing';
  if (before === 'first space') return now === 'typing' || now === 'more space';
  if (before === 'line break' || before === 'pair') return now === 'typing';
  return before === now;
}

function isAt(carets: readonly number[], changes: readonly TextReplace[], kind: Kind): boolean {
  return (
    carets.length === changes.length &&
    changes.every(({ offset, length }, k) => {
      const end = offset + length;
      if (kind === 'deleting') return offset === carets[k] || end === carets[k];
      return kind === 'closing bracket' ? offset === carets[k] : end === carets[k];
    })
  );
}

/** Where the caret is after each of `typed`, which are among `all` the changes. */
function caretsAfter(all: readonly TextReplace[], typed: readonly TextReplace[], kind: Kind): number[] {
  let shift = 0;
  return all.flatMap((change) => {
    const caret = change.offset + shift + (kind === 'pair' ? 1 : change.text.length);
    shift += change.text.length - change.length;
    return typed.includes(change) ? [caret] : [];
  });
}
