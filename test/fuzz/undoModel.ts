import type { TextReplace } from '../../shared/text/replaces.ts';
import type { Author, Ledger, Step } from './ledger.ts';

/**
 * What a person's undo should do, told from outside: a stack of steps, each a set of characters. The steps are those of
 * docs/binding.md: keys go on a step while they go on at one place, whatever others write meanwhile.
 */
export class UndoModel implements Author {
  isUncertain = false;
  hasTakenBack = false;
  hasGuessed = false;
  readonly #ledger: Ledger;
  readonly #done: Step[] = [];
  readonly #undone: Step[] = [];
  readonly #requested: Step[] = [];
  #last: Last | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** True while an undo that was asked for has not run. */
  get isWaiting(): boolean {
    return this.#requested.length > 0;
  }

  /**
   * The step that an edit belongs to. `changes` are those that the editor makes, offsets with `\n` line endings. Of those
   * that it melts into one it tells no more than an input method that rewrites what was typed.
   */
  stepOf(changes: readonly TextReplace[], isMelted = false): Step {
    if (isMelted && this.#last?.kind === 'typing') this.isUncertain = true;
    const goesOn = this.#goesOn(changes);
    const open = this.#done.at(-1);
    if (goesOn && open) return open;
    return { by: this, isDone: true, wasTakenBack: false, inserted: new Set(), deleted: new Set() };
  }

  /** The edit is entered in the ledger: it counts as a step if it did something. */
  edited(step: Step, plainText: string): void {
    const hasEffect = step.inserted.size > 0 || step.deleted.size > 0;
    if (!hasEffect && plainText === '') return;
    // What others may have deleted already, and what cannot be told apart: whether this is a step is open.
    if (!hasEffect || (this.#undone.length > 0 && !this.#ledger.isEffective(step))) this.isUncertain = true;
    if (this.#done.at(-1) !== step) this.#done.push(step);
    this.#undone.length = 0;
  }

  /** Somebody else's edit has moved the text. */
  moved(changes: readonly TextReplace[]): void {
    if (!this.#last) return;
    for (const change of changes) {
      this.#last.from = moveAlong(this.#last.from, change, true);
      this.#last.carets = this.#last.carets.map((caret) => moveAlong(caret, change, false));
    }
  }

  /** The person asks for undo or redo. */
  request(direction: 'undo' | 'redo'): void {
    this.hasTakenBack = true;
    const [from, to] = direction === 'undo' ? [this.#done, this.#undone] : [this.#undone, this.#done];
    const step = from.pop();
    if (!step) return;
    this.#last = undefined;
    step.isDone = direction === 'redo';
    step.wasTakenBack = true;
    to.push(step);
    this.#requested.push(step);
  }

  /** The oldest request is about to be carried out. */
  runs(): void {
    const step = this.#requested.shift();
    // Where it may find nothing to take back, Yjs goes on to the step before.
    if (step && !this.#ledger.isEffective(step)) this.isUncertain = true;
  }

  /** The next edit begins a step: another document is bound, or a selection is typed over. */
  close(): void {
    this.#last = undefined;
  }

  /** The window is gone, and with it what could be taken back. */
  forget(): void {
    if (this.isWaiting) this.isUncertain = true;
    for (const list of [this.#done, this.#undone, this.#requested]) list.length = 0;
    this.#last = undefined;
  }

  #goesOn(changes: readonly TextReplace[]): boolean {
    const last = this.#last;
    const ascending = changes.toSorted((a, b) => a.offset - b.offset);
    const kind = kindOf(ascending, last);
    const isAtPlace =
      last !== undefined &&
      last.carets.length === ascending.length &&
      ascending.every(({ offset, length }, k) =>
        kind === 'deleting'
          ? offset === last.carets[k] || offset + length === last.carets[k]
          : offset + length === last.carets[k],
      );
    const isAllowed =
      kind === 'typing'
        ? last?.kind === 'typing' || last?.kind === 'line'
        : kind === 'deleting' && last?.kind === kind;
    const goesOn = isAtPlace && isAllowed;
    let shift = 0;
    const carets = ascending.map(({ offset, length, text }) => {
      const caret = offset + shift + text.length;
      shift += text.length - length;
      return caret;
    });
    this.#last = { kind, carets, from: goesOn ? last.from : (ascending[0]?.offset ?? 0) };
    return goesOn;
  }
}

type Kind = 'typing' | 'line' | 'deleting' | 'other';

interface Last {
  readonly kind: Kind;
  from: number;
  carets: number[];
}

function kindOf(changes: readonly TextReplace[], last: Last | undefined): Kind {
  const [first] = changes;
  if (!first || changes.some(({ text }) => text !== first.text)) return 'other';
  if (first.text === '\n') return 'line';
  if (first.text === '') return changes.every(({ length }) => length <= 2) ? 'deleting' : 'other';
  if (changes.some(({ length }) => length > 0)) {
    // An input method rewrites the end of what it has just typed.
    const rewrites =
      changes.length === 1 &&
      last?.kind === 'typing' &&
      first.offset >= last.from &&
      first.offset + first.length === last.carets[0] &&
      !first.text.includes('\n');
    return rewrites || Array.from(first.text).length === 1 ? 'typing' : 'other';
  }
  return Array.from(first.text).length === 1 ? 'typing' : 'other';
}

function moveAlong(place: number, { offset, length, text }: TextReplace, isPushed: boolean): number {
  if (place < offset || (place === offset && (length > 0 || !isPushed))) return place;
  if (place >= offset + length) return place + text.length - length;
  return Math.min(place, offset + (isPushed ? text.length : 0));
}
