/** The blanks between tokens as small numbers: there are few different ones. */
export class BlankTable {
  readonly #ids = new Map([
    ['', 0],
    [' ', 1],
  ]);
  readonly #texts = ['', ' '];

  idOf(blank: string): number {
    const known = this.#ids.get(blank);
    if (known !== undefined) return known;
    // An alignment that nobody uses twice is as good as one space.
    if (this.#texts.length === MAX_BLANKS) return 1;
    const id = this.#texts.length;
    const own = ` ${blank}`.slice(1);
    this.#ids.set(own, id);
    this.#texts.push(own);
    return id;
  }

  textOf(id: number): string {
    return this.#texts[id] ?? ' ';
  }
}

/** What a byte can number. */
const MAX_BLANKS = 256;
