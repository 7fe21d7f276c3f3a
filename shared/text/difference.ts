import { diffArrays } from 'diff';
import { type Delta, DeltaBuilder } from './delta.ts';
import { fromReplaces, isEmpty, type KnownReplace, toReplaces, trimReplace } from './replaces.ts';
import type { TextReader } from './textReader.ts';

/**
 * The bounds beyond which a difference is not worth its time, and the plain replacement is used. Lengths in
 * UTF-16 code units.
 */
export interface DifferenceBounds {
  /** Longer texts are compared first by lines, then by characters within the lines that differ. */
  readonly maxUnitsWithoutLines: number;
  /** Longer runs of lines that differ are not compared by characters. */
  readonly maxCharacterUnits: number;
  /** How many tokens may be inserted and deleted in one comparison, and how long it may take. */
  readonly lines: ComparisonBounds;
  readonly characters: ComparisonBounds;
}

interface ComparisonBounds {
  readonly maxEditLength: number;
  readonly timeoutMs: number;
}

/**
 * A small set of replacements made at once (ascending, disjoint, none empty, offsets in `before`) that makes
 * `after`. Never cuts a surrogate pair of either text. The characters that it keeps are still the same ones
 * for everybody else, so text that others write next to them stays in place. After `deadline`, by
 * `performance.now()`, it compares no more places.
 */
export function difference(
  before: string,
  after: string,
  bounds: DifferenceBounds,
  deadline = Infinity,
): KnownReplace[] {
  const whole = trimReplace({ offset: 0, length: before.length, text: after, deleted: before });
  return isEmpty(whole) ? [] : compared(whole, bounds, deadline);
}

/**
 * Trims the equal ends of every replacement of a change. It splits one that deletes and inserts `longFrom`
 * units or more (a formatter, a revert, a melted edit) into the small ones it stands for. `before` reads the
 * text under the change.
 */
export function refine(delta: Delta, before: TextReader, longFrom: number, bounds: DifferenceBounds): Delta {
  return fromReplaces(
    toReplaces(delta).flatMap(({ offset, length, text }) => {
      const deleted = before(offset, length);
      const replace = trimReplace({ offset, length, text, deleted });
      return replace.length >= longFrom && replace.text.length >= longFrom
        ? compared(replace, bounds, Infinity)
        : [replace];
    }),
  );
}

/**
 * The replacement as a comparison by lines or characters shows it; unchanged if that would exceed the bounds.
 */
function compared(replace: KnownReplace, bounds: DifferenceBounds, deadline: number): KnownReplace[] {
  const { maxUnitsWithoutLines, maxCharacterUnits } = bounds;
  const byCharacters = (piece: KnownReplace): KnownReplace[] =>
    longerSide(piece) > maxCharacterUnits
      ? [piece]
      : (split(piece, codePoints, bounds.characters, deadline) ?? [piece]);
  if (longerSide(replace) <= maxUnitsWithoutLines) return byCharacters(replace);
  return split(replace, lines, bounds.lines, deadline)?.flatMap(byCharacters) ?? [replace];
}

/** Undefined if that exceeds the bounds. */
function split(
  replace: KnownReplace,
  tokens: (text: string) => string[],
  { maxEditLength, timeoutMs }: ComparisonBounds,
  deadline: number,
): KnownReplace[] | undefined {
  if (replace.length === 0 || replace.text === '') return [replace];
  const timeout = Math.min(timeoutMs, Math.floor(deadline - performance.now()));
  if (timeout <= 0) return undefined;
  const parts = diffArrays(tokens(replace.deleted), tokens(replace.text), { maxEditLength, timeout });
  if (!parts) return undefined;
  const inner = new DeltaBuilder();
  for (const part of parts) {
    const text = part.value.join('');
    if (part.added) inner.insert(text);
    else if (part.removed) inner.delete(text.length, text);
    else inner.retain(text.length);
  }
  return toReplaces(inner.build()).map((piece) =>
    trimReplace({ ...piece, offset: replace.offset + piece.offset, deleted: piece.deleted ?? '' }),
  );
}

function longerSide({ length, text }: KnownReplace): number {
  return Math.max(length, text.length);
}

/** Half a character is never kept. */
function codePoints(text: string): string[] {
  return Array.from(text);
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/u);
}
