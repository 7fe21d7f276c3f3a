/** A text as its lines, whose ends count as many units as the line ending has. */
export interface Lines {
  readonly lineOf: (offset: number) => number;
  readonly line: (line: number) => string;
  readonly startOf: (line: number) => number;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

export function linesOf(text: string, eol: string): Lines {
  return {
    lineOf: (offset) => text.slice(0, offset).split('\n').length - 1,
    line: (line) => text.split(eol)[line] ?? '',
    startOf: (line) =>
      text
        .split(eol)
        .slice(0, line)
        .reduce((at, { length }) => at + length + eol.length, 0),
  };
}

export function placeOf(offset: number, { lineOf, startOf }: Lines): Place {
  const line = lineOf(offset);
  return { line, column: offset - startOf(line) };
}

/** The offset of a place that may be beyond the end of its line, or of the text. */
export function nearestTo(place: Place, { lineOf, line, startOf }: Lines): number {
  const lastLine = lineOf(Infinity);
  const { length } = line(Math.min(place.line, lastLine));
  if (place.line > lastLine) return startOf(lastLine) + length;
  return startOf(place.line) + Math.min(place.column, length);
}
