import { diffArrays } from 'diff';
import { type Delta, DeltaBuilder } from './delta.ts';
import { fromReplaces, type KnownReplace, toReplaces, trimReplace } from './replaces.ts';
import type { TextReader } from './textReader.ts';

/** Above these bounds a difference is not worth its time: the plain replacement is taken. */
const MAX_LINE_EDITS = 2_000;
const MAX_CHARACTER_EDITS = 400;
const MAX_CHARACTER_UNITS = 20_000;
const TIMEOUT_MS = 100;

/**
 * A small change from one text to the other: by lines, then by characters within the lines that differ. Characters
 * that it keeps keep their identity for everybody else, so what others write next to them stays in place.
 */
export function difference(before: string, after: string): Delta {
  const whole = trimReplace({ offset: 0, length: before.length, text: after, deleted: before });
  return fromReplaces(byLines(whole));
}

/**
 * Takes the equal ends off every replacement of a local change, and shows a long one (a formatter, a revert, a melted
 * edit) as the small edits it stands for. `before` reads the text under the change.
 */
export function refine(delta: Delta, before: TextReader, longFrom: number): Delta {
  return fromReplaces(
    toReplaces(delta).flatMap(({ offset, length, text }) => {
      const deleted = before(offset, length);
      const replace = trimReplace({ offset, length, text, deleted });
      return replace.length >= longFrom && replace.text.length >= longFrom ? byLines(replace) : [replace];
    }),
  );
}

function byLines(replace: KnownReplace): KnownReplace[] {
  if (Math.max(replace.length, replace.text.length) <= MAX_CHARACTER_UNITS / 10) return byCharacters(replace);
  return split(replace, lines, MAX_LINE_EDITS)?.flatMap(byCharacters) ?? [replace];
}

function byCharacters(replace: KnownReplace): KnownReplace[] {
  if (Math.max(replace.length, replace.text.length) > MAX_CHARACTER_UNITS) return [replace];
  // By code points: half a character is never kept.
  return split(replace, (text) => Array.from(text), MAX_CHARACTER_EDITS) ?? [replace];
}

function split(
  replace: KnownReplace,
  tokens: (text: string) => string[],
  maxEditLength: number,
): KnownReplace[] | undefined {
  if (replace.length === 0 || replace.text === '') return [replace];
  const parts = diffArrays(tokens(replace.deleted), tokens(replace.text), {
    maxEditLength,
    timeout: TIMEOUT_MS,
  });
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

function lines(text: string): string[] {
  return text.split(/(?<=\n)/u);
}
