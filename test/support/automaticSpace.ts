import type { CaretRange } from '../../client/ports.ts';
import type { ModelEdit } from './modelEdits.ts';
import type { Lines } from './textLines.ts';

/** A line that may be left with nothing but white space of the editor. */
interface BlankCandidate {
  readonly line: number;
  /** What was there already. If it stays like that it is not the editor's. */
  readonly before: string;
}

/** The lines that an indenting edit may leave blank; it must not have been made yet. Lines of the text after it. */
export function linesLeftBehind(edits: readonly ModelEdit[], { lineOf, line }: Lines): BlankCandidate[] {
  let shift = 0;
  const seen = new Set<number>();
  return edits
    .toSorted((a, b) => a.offset - b.offset)
    .flatMap(({ offset, length, text }) => {
      const at = lineOf(offset);
      const added = text.split('\n').length - 1;
      const first = at + shift;
      shift += added - (lineOf(offset + length) - at);
      if (length > 0) return [];
      const split = isBlank(line(at)) ? [{ line: first, before: line(at) }] : [];
      return [
        ...split,
        ...Array.from({ length: added }, (_each, k) => ({ line: first + 1 + k, before: '' })),
      ];
    })
    .filter((each) => !seen.has(each.line) && seen.add(each.line));
}

/** Which of them are, once the edit is made. */
export function linesLeftBlank(candidates: readonly BlankCandidate[], { line }: Lines): number[] {
  return candidates
    .filter((each) => line(each.line) !== '' && line(each.line) !== each.before && isBlank(line(each.line)))
    .map((each) => each.line);
}

/** Only spaces and tabs count: what else is white space elsewhere stays. */
function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

/** What rides along in `edits`: the white space goes if every caret has an edit near it, and none touches its line. */
export function trimsAlong(
  blankLines: readonly number[],
  edits: readonly ModelEdit[],
  carets: readonly CaretRange[],
  { lineOf, line, startOf }: Lines,
): ModelEdit[] {
  const spans = edits.map((edit) => ({
    ...edit,
    first: lineOf(edit.offset),
    last: lineOf(edit.offset + edit.length),
  }));
  const isNear = (caret: CaretRange): boolean =>
    spans.some(({ first, last }) => first <= lineOf(caret.end) && lineOf(caret.start) <= last);
  if (!carets.every(isNear)) return [];
  return blankLines.flatMap((blank): ModelEdit[] => {
    const offset = startOf(blank);
    const { length } = line(blank);
    const isFree = spans.every((span) => {
      if (blank < span.first || blank > span.last) return true;
      if (span.length > 0) return false;
      const isBelow = span.offset === offset + length && span.text.startsWith('\n');
      return isBelow || (span.offset === offset && span.text.endsWith('\n'));
    });
    return isFree ? [{ offset, length, text: '' }] : [];
  });
}
