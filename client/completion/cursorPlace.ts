/**
 * Where somebody types, reduced to what matters for the next text: independent of line numbers and versions.
 */
export interface CursorPlace {
  /** The document's URI. */
  readonly document: string;
  /** A VS Code language id. */
  readonly language: string;
  /** The nearest lines before the cursor, `linesAbove` at most; the last one ends at the cursor. */
  readonly before: readonly string[];
  /** The text after the cursor on its line. */
  readonly rest: string;
  /** The next lines, two at most. */
  readonly below: readonly string[];
}

/** How many lines above a place belong to it, and how many lines of a text a person may type through. */
const SURROUNDING_LINES = 2;
const TYPED_LINES = 4;
export const LINES_BEFORE = SURROUNDING_LINES + TYPED_LINES + 1;
export const LINES_BELOW = SURROUNDING_LINES;

/** A line `lines` above the cursor as the place where typing began, and the text typed since. */
export interface PlaceReading {
  /** Names the surroundings. Equal surroundings have equal names. */
  readonly surroundings: string;
  /** From the start of that line up to the cursor. */
  readonly typed: string;
}

/** The ways to read a place: from its own line, or from a line above that the person has typed through. */
export function readingsOf(place: CursorPlace): PlaceReading[] {
  const { before } = place;
  const most = Math.min(TYPED_LINES, before.length - 1);
  return Array.from({ length: most + 1 }, (_, lines) => readingOf(place, before.length - 1 - lines));
}

/** The place, read from its own line. */
export function ownReading(place: CursorPlace): PlaceReading {
  return readingOf(place, place.before.length - 1);
}

/** True for two places that do not differ in anything that matters. */
export function isSamePlace(one: CursorPlace, other: CursorPlace): boolean {
  const [a, b] = [ownReading(one), ownReading(other)];
  return a.surroundings === b.surroundings && a.typed === b.typed && one.rest === other.rest;
}

/**
 * The text typed between `from` and `to`; undefined if typing does not lead to `to`. Brackets and quotes that
 * the editor closed by itself make no difference.
 */
export function typedBetween(from: CursorPlace, to: CursorPlace): string | undefined {
  if (!isRestOf(from.rest, to.rest)) return undefined;
  const start = ownReading(from);
  for (const { surroundings, typed } of readingsOf(to)) {
    if (surroundings === start.surroundings && typed.startsWith(start.typed))
      return typed.slice(start.typed.length);
  }
  return undefined;
}

/** True when `now` is `then`, perhaps after brackets and quotes that the editor closed by itself. */
export function isRestOf(then: string, now: string): boolean {
  return now.endsWith(then) && CLOSERS.test(now.slice(0, now.length - then.length));
}

const CLOSERS = /^[)\]}>'"`]{0,8}$/;

function readingOf({ document, language, before, below }: CursorPlace, line: number): PlaceReading {
  const above = before.slice(Math.max(0, line - SURROUNDING_LINES), line);
  const around = [...above.map(nearEnd), '', ...below.map((text) => text.slice(0, LINE_UNITS))].join('\n');
  return {
    surroundings: `${document}\n${language}\n${hash(around)}`,
    typed: before.slice(line).join('\n'),
  };
}

/** How much of a line identifies it. */
const LINE_UNITS = 200;
const nearEnd = (line: string): string => line.slice(-LINE_UNITS);

/** FNV-1a with 32 bits, twice. */
function hash(text: string): string {
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b);
  }
  return `${(one >>> 0).toString(36)}.${(other >>> 0).toString(36)}`;
}
