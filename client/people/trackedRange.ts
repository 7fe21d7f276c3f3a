/** A place in a document, counted like VS Code: from zero, `character` in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
}

/** What one change of a document replaces, and with what. */
export interface PlacedChange {
  readonly range: PlaceRange;
  readonly text: string;
}

/**
 * Where VS Code has moved a decoration that does not grow at its edges, through `changes` (each to be applied
 * to the result of the one before). Undefined if that is not certain: at the edge of a replacement.
 */
export function trackRange(range: PlaceRange, changes: readonly PlacedChange[]): PlaceRange | undefined {
  let tracked: PlaceRange = range;
  for (const change of changes) {
    const isCaret = compare(tracked.start, tracked.end) === 0;
    const start = trackPlace(tracked.start, change, 'pushed');
    const end = isCaret ? start : trackPlace(tracked.end, change, 'stays');
    if (start === undefined || end === undefined) return undefined;
    tracked = { start, end };
  }
  return tracked;
}

function trackPlace(
  place: Place,
  { range: { start, end }, text }: PlacedChange,
  whenInsertedHere: 'pushed' | 'stays',
): Place | undefined {
  if (compare(place, start) < 0) return place;
  const isInsertion = compare(start, end) === 0;
  if (isInsertion && compare(place, start) === 0) {
    return whenInsertedHere === 'pushed' ? endOf(start, text) : place;
  }
  if (compare(place, end) > 0) {
    const newEnd = endOf(start, text);
    const { line, character } = place;
    return line === end.line
      ? { line: newEnd.line, character: newEnd.character + character - end.character }
      : { line: line + newEnd.line - end.line, character };
  }
  return text === '' ? start : undefined;
}

/** Where `text` ends that begins at `start`. */
function endOf(start: Place, text: string): Place {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? '';
  return lines.length === 1
    ? { line: start.line, character: start.character + last.length }
    : { line: start.line + lines.length - 1, character: last.length };
}

function compare(one: Place, other: Place): number {
  return one.line - other.line || one.character - other.character;
}
