import assert from 'node:assert/strict';

/** From here on there are some 20,000 letters without a gap, all of one unit. */
export const FIRST_UNIQUE = 0x4e00;

/** One thing that somebody did to the text; undo takes back whole steps. */
export interface Step {
  readonly by: Author;
  /** False while it is taken back. */
  isDone: boolean;
  /** It was taken back at least once. */
  wasTakenBack: boolean;
  readonly inserted: Set<string>;
  readonly deleted: Set<string>;
}

/** Somebody who writes. */
export interface Author {
  /** It is not certain which steps this person's undo took back, so nothing exact can be asked of their text. */
  isUncertain: boolean;
  /** Something was written into a text that was about to be led to the room's: where it belongs is a guess. */
  hasGuessed: boolean;
  /** Undo or redo was asked for. */
  hasTakenBack: boolean;
}

interface Entry {
  readonly insertion: Step | undefined;
  readonly deletions: Step[];
}

/**
 * Knows of every character that occurs once who wrote it, who deleted it and what was taken back; where it was written
 * relative to what was there; and so what the end must look like.
 */
export class Ledger {
  readonly #entries = new Map<string, Entry>();
  /** What people saw, in order, as they wrote. */
  readonly #sights: { readonly by: Author; readonly text: string }[] = [];
  readonly #authors = new Set<Author>();
  /** Who deleted what their own undo had brought back, while their document did not show that yet. */
  readonly #deletersOfCopies = new Set<Author>();
  #writtenUnits: number;
  #hasDeleted = false;

  constructor(opening: string) {
    this.#writtenUnits = opening.length;
    for (const character of uniqueOf(opening))
      this.#entries.set(character, { insertion: undefined, deletions: [] });
  }

  authorOf(character: string): Author | undefined {
    return this.#entries.get(character)?.insertion?.by;
  }

  /** `text` was written between `left` and `right`. */
  written(text: string, left: string, right: string, step: Step): void {
    this.#authors.add(step.by);
    this.#writtenUnits += text.length;
    for (const character of uniqueOf(text)) {
      this.#entries.set(character, { insertion: step, deletions: [] });
      step.inserted.add(character);
    }
    // What was gone before may come back beside a newer character without having been seen next to it.
    const neverGone = (part: string): string =>
      uniqueOf(part)
        .filter((character) => !this.#wasEverGone(character))
        .join('');
    if (uniqueOf(text).length > 0) {
      this.#sights.push({ by: step.by, text: neverGone(left) + text + neverGone(right) });
    }
  }

  /**
   * `text` was deleted. `isBehind`: by somebody whose document did not show yet what undo had done; a copy that undo or
   * redo has brought back beside what others wrote meanwhile then stays (docs/binding.md, limit 9).
   */
  deleted(text: string, step: Step, isBehind = false): void {
    this.#authors.add(step.by);
    this.#hasDeleted ||= text !== '';
    for (const character of uniqueOf(text)) {
      const entry = this.#entries.get(character);
      // What is shown though it is gone already cannot be deleted again.
      if (!entry || (this.#isOnlyOf(entry, step.by) && !isThere(entry))) continue;
      if (isBehind && entry.insertion?.wasTakenBack) step.by.isUncertain = true;
      if (isBehind && hasBroughtBack(step.by, entry)) this.#deletersOfCopies.add(step.by);
      entry.deletions.push(step);
      step.deleted.add(character);
    }
  }

  /** True when taking the step back, or bringing it back, certainly changes something. */
  isEffective(step: Step): boolean {
    const isCertain = (character: string): boolean => {
      const entry = this.#entries.get(character);
      return entry !== undefined && this.#isOnlyOf(entry, step.by);
    };
    const isTaken = (character: string): boolean => {
      const entry = this.#entries.get(character);
      return (
        entry !== undefined &&
        entry.deletions.every(({ by }) => by === step.by) &&
        entry.insertion?.by.hasTakenBack !== true
      );
    };
    return [...step.inserted].some(isCertain) || [...step.deleted].some((c) => isCertain(c) || isTaken(c));
  }

  /** [B2] [B3] [B6] Everything is there once, unless it was deleted or taken back. */
  checkPresence(end: string, mayBeCopied: boolean): void {
    const counts = new Map<string, number>();
    for (const character of end) counts.set(character, (counts.get(character) ?? 0) + 1);
    for (const [character, entry] of this.#entries) {
      const count = counts.get(character) ?? 0;
      const [least, most] = this.#expected(entry);
      assert.ok(
        count >= least && (mayBeCopied || count <= most),
        `[B2] [B6] ${nameOf(character)} is there ${count} times, expected ${least} to ${most}${
          entry.deletions.length > 0 ? ' after deletions' : ''
        }${entry.insertion?.by.hasTakenBack ? ' and undo' : ''}`,
      );
    }
  }

  /** [B2] Whatever was written stands where it was written: behind what stood in front of it, before what followed. */
  checkOrder(end: string): void {
    const places = new Map<string, number>();
    let at = 0;
    for (const character of end) {
      if (isUnique(character)) places.set(character, places.has(character) ? NaN : at);
      at++;
    }
    for (const { by, text } of this.#sights) {
      if (by.hasGuessed) continue;
      let last = -1;
      let before = '';
      for (const character of text) {
        const place = places.get(character);
        if (place === undefined || Number.isNaN(place) || this.#cameBackElsewhere(character, by)) continue;
        assert.ok(
          place > last,
          `[B2] ${nameOf(character)} stands before ${nameOf(before)}; it was written behind it`,
        );
        last = place;
        before = character;
      }
    }
  }

  /** [B2] Where nobody deletes anything, not even a character that occurs often is lost or doubled. */
  checkLength(end: string): void {
    if (!this.#hasDeleted) assert.equal(end.length, this.#writtenUnits, '[B2] as much is there as was typed');
  }

  #wasEverGone(character: string): boolean {
    const entry = this.#entries.get(character);
    return !entry || entry.deletions.length > 0 || entry.insertion?.wasTakenBack === true;
  }

  /**
   * Text comes back in one piece. What somebody else wrote into it while it was gone, or without knowing that it was,
   * then stands beside it.
   */
  #cameBackElsewhere(character: string, sightedBy: Author): boolean {
    const entry = this.#entries.get(character);
    if (!entry) return true;
    const { insertion, deletions } = entry;
    return (
      deletions.some(({ by }) => by !== sightedBy) ||
      (insertion?.wasTakenBack === true && insertion.by !== sightedBy)
    );
  }

  #expected({ insertion, deletions }: Entry): [number, number] {
    const author = insertion?.by;
    const deleters = new Set(deletions.map(({ by }) => by));
    const touchers = new Set([...deleters, ...(author ? [author] : [])]);
    const most = Math.max(1, touchers.size);
    if ([...touchers].some((toucher) => toucher.isUncertain || this.#mayKeepCopies(toucher)))
      return [0, most];
    const isWritten = insertion?.isDone !== false;
    const isDeleted = deletions.some((step) => step.isDone);
    const isExact =
      touchers.size <= 1 ||
      (deleters.size === 1 && author?.hasTakenBack !== true) ||
      ![...touchers].some((toucher) => toucher.hasTakenBack);
    if (!isExact) return [0, most];
    const count = isWritten && !isDeleted ? 1 : 0;
    return [count, count];
  }

  /** What several bring back at one place may come back in another order than the editor's own undo shows it in. */
  #mayKeepCopies(author: Author): boolean {
    const hasCompany = [...this.#authors].some((other) => other !== author && other.hasTakenBack);
    return hasCompany && this.#deletersOfCopies.has(author);
  }

  #isOnlyOf({ insertion, deletions }: Entry, author: Author): boolean {
    return (insertion === undefined || insertion.by === author) && deletions.every(({ by }) => by === author);
  }
}

function isThere({ insertion, deletions }: Entry): boolean {
  return insertion?.isDone !== false && !deletions.some((step) => step.isDone);
}

function hasBroughtBack(author: Author, { deletions }: Entry): boolean {
  return deletions.some(({ by, wasTakenBack }) => by === author && wasTakenBack);
}

function uniqueOf(text: string): string[] {
  return Array.from(text).filter(isUnique);
}

function isUnique(character: string): boolean {
  const unit = character.charCodeAt(0);
  return (unit >= FIRST_UNIQUE && unit < 0xa000) || (unit >= 0x2460 && unit < 0x2480);
}

function nameOf(character: string): string {
  return `U+${character.charCodeAt(0).toString(16)}`;
}
