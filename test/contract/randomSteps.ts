import { isDeepStrictEqual } from 'node:util';
import type { CaretRange, RequestedReplace } from '../../client/ports.ts';
import { withoutOverlaps } from '../support/editorMarkers.ts';
import type { SeededRandom } from '../support/seed.ts';
import { type Eol, toLf } from '../support/simulatedModel.ts';
import type { DocumentStep, Observation } from './documentDriver.ts';
import { insert, replace, snippet } from './requestedReplaces.ts';

/** Characters of every kind that an editor treats differently. */
const ALPHABET = [
  'a',
  'b',
  ' ',
  '\n',
  '😀',
  'é',
  '\u0301',
  '\t',
  '\u2028',
  '\u05d0',
  '\ufeff',
  '    ',
  '\u0000',
];

/** Chooses what happens next to a document, from what it has come to. */
export class RandomSteps {
  readonly #random: SeededRandom;
  #isReadOnly = false;
  #isVisible = true;
  #hasSwitchedEol = false;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  opening(): { text: string; eol: Eol } {
    // What makes VS Code take a file for a binary one, or for one with a byte order mark, comes in later.
    const plain = ALPHABET.filter((character) => !['\ufeff', '\u0000'].includes(character));
    const text = Array.from({ length: this.#random.int(12) }, () => this.#random.pick(plain)).join('');
    return { text, eol: this.#random.pick(['\n', '\r\n']) };
  }

  next({ text, carets }: Observation): DocumentStep {
    const random = this.#random;
    const lf = toLf(text);
    if (!this.#isVisible && random.chance(0.3)) return this.#setVisible(true);
    if (this.#isReadOnly && random.chance(0.4)) return this.#setReadOnly(false);
    const dice = random.next();
    if (dice < 0.45 || !this.#isVisible || this.#isReadOnly) return this.#submit(lf, carets);
    if (dice < 0.7) return this.#key();
    if (dice < 0.73) return { kind: 'deleteLeft' };
    if (dice < 0.76) return { kind: 'paste', text: random.pick(['x', 'two words', 'é😀']) };
    if (dice < 0.86) return { kind: 'setCarets', carets: this.#carets(lf, carets) };
    if (dice < 0.94)
      return this.#hasSwitchedEol ? this.#key() : { kind: random.pick(['undo', 'redo', 'undo']) };
    if (dice < 0.96) return this.#setEol(text);
    if (dice < 0.98) return this.#setReadOnly(true);
    return this.#setVisible(false);
  }

  #key(): DocumentStep {
    return { kind: 'type', text: this.#random.pick(['k', 'l', ' ', '\n', '\n']) };
  }

  #submit(lf: string, carets: readonly CaretRange[]): DocumentStep {
    const random = this.#random;
    const through = random.chance(0.2) ? 'workspace' : 'editor';
    const [caret] = carets;
    const isAtEnd = carets.length === 1 && caret?.start === lf.length && caret.end === lf.length;
    if (isAtEnd && this.#isVisible && !this.#isReadOnly && random.chance(0.5)) {
      return { kind: 'submit', calls: [[snippet(lf.length, this.#text() + '!')]] };
    }
    // Through the workspace it is not certain which of several is made.
    const isOrdered = through === 'editor' && this.#isVisible;
    const calls = Array.from({ length: isOrdered && random.chance(0.2) ? 3 : 1 }, () =>
      this.#replaces(lf, carets),
    );
    return { kind: 'submit', calls, through };
  }

  /** Ascending and disjoint, as the binding asks for them; often where a caret is. */
  #replaces(lf: string, carets: readonly CaretRange[]): RequestedReplace[] {
    const random = this.#random;
    const places = Array.from({ length: 1 + random.int(4) }, () =>
      random.chance(0.5) ? this.#place(lf) : random.pick([...carets, { start: 0, end: 0 }]).end,
    ).sort((a, b) => a - b);
    let free = 0;
    return places.flatMap((place, k): RequestedReplace[] => {
      if (place < free) return [];
      const limit = places[k + 1] ?? lf.length;
      const end = whole(lf, Math.min(limit, place + random.pick([0, 0, 1, 3])));
      free = Math.max(place, end);
      const deleted = lf.slice(place, end);
      if (deleted === '') return [insert(place, this.#text())];
      return [replace(place, deleted, random.chance(0.3) ? '' : this.#text())];
    });
  }

  #carets(lf: string, before: readonly CaretRange[]): readonly CaretRange[] {
    const count = this.#random.chance(0.3) ? 3 : 1;
    const asked = Array.from({ length: count }, () => {
      const [start, end] = [this.#place(lf), this.#place(lf)].sort((a, b) => a - b) as [number, number];
      return this.#random.chance(0.6) ? { start, end: start } : { start, end };
    });
    // VS Code does not tell of a merger that leaves everything as it was.
    const merged = withoutOverlaps(asked);
    return isDeepStrictEqual(merged, before) ? merged : asked;
  }

  #place(lf: string): number {
    return whole(lf, this.#random.int(lf.length + 1));
  }

  #text(): string {
    return Array.from({ length: 1 + this.#random.int(3) }, () => this.#random.pick(ALPHABET)).join('');
  }

  #setEol(text: string): DocumentStep {
    this.#hasSwitchedEol = true;
    return { kind: 'setEol', eol: text.includes('\r\n') ? '\n' : '\r\n' };
  }

  #setReadOnly(isReadOnly: boolean): DocumentStep {
    this.#isReadOnly = isReadOnly;
    return { kind: 'setReadOnly', isReadOnly };
  }

  #setVisible(isVisible: boolean): DocumentStep {
    this.#isVisible = isVisible;
    return { kind: 'setVisible', isVisible };
  }
}

/** Not inside a surrogate pair. */
function whole(text: string, offset: number): number {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, offset - 1), offset + 1)) &&
    offset > 0
    ? offset - 1
    : offset;
}
