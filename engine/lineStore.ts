/** A document's lines, found by offset. Every edit costs what it changes, not what the document holds. */
export class LineStore<Line extends { readonly text: string }> {
  readonly #lines: Line[] = [];
  readonly #make: (text: string) => Line;
  #units = 0;
  /** People edit where they edited: the search for an offset begins where the last one ended. */
  #hintIndex = 0;
  #hintStart = 0;

  constructor(text: string, make: (text: string) => Line) {
    this.#make = make;
    for (const line of text.split('\n')) this.#lines.push(make(line));
    this.#units = text.length;
  }

  get count(): number {
    return this.#lines.length;
  }

  get all(): readonly Line[] {
    return this.#lines;
  }

  at(index: number): Line | undefined {
    return this.#lines[index];
  }

  /** The line that holds an offset, in UTF-16 code units, and where it starts. Throws when the text is shorter. */
  locate(offset: number): { readonly index: number; readonly start: number } {
    if (!Number.isInteger(offset) || offset < 0 || offset > this.#units)
      throw new RangeError(`Offset ${offset} is outside the text, which has ${this.#units} units.`);
    let index = this.#hintIndex;
    let start = this.#hintStart;
    while (offset < start) start -= (this.#lines[--index]?.text.length ?? 0) + 1;
    for (;;) {
      const end = start + (this.#lines[index]?.text.length ?? 0);
      if (offset <= end) break;
      start = end + 1;
      index++;
    }
    this.#hintIndex = index;
    this.#hintStart = start;
    return { index, start };
  }

  /** Replaces `deleted` units at `offset`; returns which lines went, and how many new ones stand in their place. */
  edit(
    offset: number,
    deleted: number,
    inserted: string,
  ): { readonly index: number; readonly removed: readonly Line[]; readonly added: number } {
    const last = this.locate(offset + deleted);
    const first = this.locate(offset);
    const head = this.#lines[first.index]?.text.slice(0, offset - first.start) ?? '';
    const tail = this.#lines[last.index]?.text.slice(offset + deleted - last.start) ?? '';
    const made = (head + inserted + tail).split('\n').map(this.#make);
    const removed = replaceLines(this.#lines, first.index, last.index - first.index + 1, made);
    this.#units += inserted.length - deleted;
    return { index: first.index, removed, added: made.length };
  }
}

/** As `splice`, whose arguments a large paste would be too many of. */
function replaceLines<Line>(lines: Line[], index: number, count: number, made: readonly Line[]): Line[] {
  if (made.length <= MAX_ARGUMENTS) return lines.splice(index, count, ...made);
  const behind = lines.splice(index);
  const removed = behind.splice(0, count);
  for (const line of made) lines.push(line);
  for (const line of behind) lines.push(line);
  return removed;
}

const MAX_ARGUMENTS = 10_000;
