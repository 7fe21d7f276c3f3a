/** Who has written or removed a character. */
type Writer = 'base' | 'me' | 'they';

interface Character {
  readonly unit: string;
  readonly writer: Writer;
  readonly removedBy: ReadonlySet<Writer>;
}

/** One edit: the text from `offset` on, `length` units long, gives way to `text`. */
export interface IntendedEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/**
 * What a text must read once two people have edited it, from what each of them meant and without any of Tandem's code:
 * a character is there when somebody wrote it and nobody removed it. Where the meaning leaves the order open (both
 * write into one gap), each whole run first is right, and so there is more than one such text.
 */
export class IntendedText {
  readonly #ways: readonly (readonly Character[])[];

  private constructor(ways: readonly (readonly Character[])[]) {
    this.#ways = ways;
  }

  static of(text: string): IntendedText {
    return new IntendedText([
      Array.from({ length: text.length }, (_, at) => character(text.charAt(at), 'base')),
    ]);
  }

  /** Edits made at once by `writer`, who saw the text as it was at first (`base`), or as all see it now (`all`). */
  edit(writer: Writer, edits: readonly IntendedEdit[], saw: 'base' | 'all'): IntendedText {
    const isSeen = ({ writer: by, removedBy }: Character): boolean =>
      saw === 'base' ? by === 'base' : removedBy.size === 0;
    // From the end to the start, so that the offsets stay right.
    const descending = edits.toSorted((a, b) => b.offset - a.offset);
    let ways = this.#ways;
    for (const edit of descending) ways = ways.flatMap((way) => edited(way, edit, writer, isSeen));
    return new IntendedText(ways);
  }

  /** All that `me` wrote and removed is taken back. A character that both had removed may come back or not. */
  withoutMine(): IntendedText {
    return new IntendedText(
      this.#ways.flatMap((way) => {
        const left = way.filter(({ writer }) => writer !== 'me');
        return left.reduce<Character[][]>(
          (ways, each) => restorations(each).flatMap((one) => ways.map((before) => [...before, one])),
          [[]],
        );
      }),
    );
  }

  /** Every right text. */
  get texts(): string[] {
    return [...new Set(this.#ways.map((way) => visible(way)))];
  }

  /** Where the caret that stood at `offset` of the first text may be, where that is now `text`. */
  placesOf(offset: number, text: string): number[] {
    return this.#ways.filter((way) => visible(way) === text).flatMap((way) => placesIn(way, offset));
  }
}

function character(unit: string, writer: Writer): Character {
  return { unit, writer, removedBy: new Set() };
}

/** What may become of a character when everything of `me` is taken back. */
function restorations(one: Character): Character[] {
  const others = new Set([...one.removedBy].filter((by) => by !== 'me'));
  const restored = { ...one, removedBy: others };
  return one.removedBy.size === 2 ? [restored, { ...one, removedBy: new Set() }] : [restored];
}

function visible(way: readonly Character[]): string {
  return way.map(({ unit, removedBy }) => (removedBy.size === 0 ? unit : '')).join('');
}

function edited(
  way: readonly Character[],
  { offset, length, text }: IntendedEdit,
  writer: Writer,
  isSeen: (character: Character) => boolean,
): Character[][] {
  const seen = way.flatMap((each, at) => (isSeen(each) ? [at] : []));
  const gone = new Set(seen.slice(offset, offset + length));
  const left = way.map((each, at) =>
    gone.has(at) ? { ...each, removedBy: new Set([...each.removedBy, writer]) } : each,
  );
  const run = Array.from({ length: text.length }, (_, at) => character(text.charAt(at), writer));
  // The new text stands somewhere between the neighbours that its writer saw, but never inside another run.
  const from = (seen[offset - 1] ?? -1) + 1;
  const to = seen[offset + length] ?? way.length;
  const gaps = new Set(run.length === 0 ? [from] : [from, to]);
  for (let at = from + 1; at < to && run.length > 0; at++) {
    if (left[at]?.writer !== left[at - 1]?.writer) gaps.add(at);
  }
  return [...gaps].map((at) => [...left.slice(0, at), ...run, ...left.slice(at)]);
}

function placesIn(way: readonly Character[], offset: number): number[] {
  const base = way.flatMap(({ writer }, at) => (writer === 'base' ? [at] : []));
  const from = (base[offset - 1] ?? -1) + 1;
  const to = base[offset] ?? way.length;
  const shown = (end: number): number => visible(way.slice(0, end)).length;
  return Array.from({ length: shown(to) - shown(from) + 1 }, (_, k) => shown(from) + k);
}
