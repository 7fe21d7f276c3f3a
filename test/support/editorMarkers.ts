import type { CaretRange } from '../../client/ports.ts';
import type { ModelEdit } from './modelEdits.ts';

/** How an edit treats a marker at its place: pushes it along, or lets the marker's own habit decide. */
export type MarkerRule = 'push' | 'keep';

/**
 * Where VS Code's markers take carets and selections through one edit (ascending, disjoint). A selection grows at its
 * ends; a caret is one too, which is collapsed to its end afterwards, and so is pushed along by what is inserted there.
 */
export function moveCarets(
  carets: readonly CaretRange[],
  edits: readonly ModelEdit[],
  ruleFor: (edit: ModelEdit) => MarkerRule,
): CaretRange[] {
  return carets.map((caret) =>
    // Backwards, so that the offsets of the edits still to come are those of the text before.
    edits.toReversed().reduce<CaretRange>((at, edit) => {
      if (edit.as === 'snippet') return moveBySnippet(edit);
      const start = moveMarker(at.start, edit, ruleFor(edit), true);
      const end = Math.max(start, moveMarker(at.end, edit, ruleFor(edit), false));
      return at.start === at.end ? { start: end, end } : { start, end };
    }, caret),
  );
}

/** Where they are in the middle of a snippet, whose text pushes them before it puts them back in front of it. */
export function pushedBySnippet(
  carets: readonly CaretRange[],
  edits: readonly ModelEdit[],
): CaretRange[] | undefined {
  if (!edits.some(({ as }) => as === 'snippet')) return undefined;
  return moveCarets(
    carets,
    edits.map((edit) => ({ ...edit, as: 'insert' })),
    () => 'push',
  );
}

/** Behind the text of each edit that leaves one, in the text after all of them. */
export function caretsLeft(edits: readonly ModelEdit[]): CaretRange[] {
  let shift = 0;
  return edits.flatMap(({ offset, length, text, leavesCaret }) => {
    shift += text.length - length;
    const at = offset + length + shift;
    return leavesCaret ? [{ start: at, end: at }] : [];
  });
}

/** Carets that touch, and selections that overlap, become one. */
export function withoutOverlaps(carets: readonly CaretRange[]): CaretRange[] {
  const merged: CaretRange[] = [];
  for (const caret of carets.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    const isTouching = last !== undefined && caret.start <= last.end;
    const areCarets = last !== undefined && (last.start === last.end || caret.start === caret.end);
    if (isTouching && (areCarets || caret.start < last.end)) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, caret.end) };
    } else {
      merged.push(caret);
    }
  }
  return merged;
}

function moveMarker(at: number, edit: ModelEdit, rule: MarkerRule, sticksLeft: boolean): number {
  const { offset, length, text } = edit;
  const end = offset + length;
  if (at < offset) return at;
  if (rule === 'keep') {
    if (at === offset && (length > 0 || sticksLeft)) return at;
    // What the old and the new text have in common in length counts as kept.
    const common = offset + Math.min(length, text.length);
    if (length > 0 && text !== '') {
      if (at < common || (at === common && (length > text.length || sticksLeft))) return at;
    }
  }
  if (at < end || (at === end && rule === 'keep' && sticksLeft)) return offset + text.length;
  return at + text.length - length;
}

/** The final tab stop stands in front of the text, and every caret goes there. */
function moveBySnippet({ offset }: ModelEdit): CaretRange {
  return { start: offset, end: offset };
}
