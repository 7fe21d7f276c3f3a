import type { TextReplace } from '../../shared/text/replaces.ts';

/** A replacement in the model's own offsets, in which a `\r\n` counts two. */
export interface ModelEdit extends TextReplace {
  /** How a remote edit asks for it; the person's own edits say nothing. */
  readonly as?: 'replace' | 'insert' | 'snippet';
  /** A key leaves a caret behind each text of its own. */
  readonly leavesCaret?: boolean;
}

/** One edit in place of many (ascending, disjoint), which rewrites `text` from the first to the last. */
export function meltedIntoOne(edits: readonly ModelEdit[], text: string): ModelEdit[] {
  const [first] = edits;
  if (!first) return [];
  let melted = '';
  let at = first.offset;
  for (const edit of edits) {
    melted += text.slice(at, edit.offset) + edit.text;
    at = edit.offset + edit.length;
  }
  const as = edits.some((edit) => edit.as === 'insert') ? 'insert' : 'replace';
  return [{ offset: first.offset, length: at - first.offset, text: melted, as }];
}

/** Only an editor that ignores versions ever meets ranges beyond the end. */
export function clampTo(end: number, edits: readonly ModelEdit[]): ModelEdit[] {
  return edits.map((edit) => {
    const offset = Math.min(edit.offset, end);
    return { ...edit, offset, length: Math.min(edit.length, end - offset) };
  });
}
