import type { IntendedEdit } from './intendedText.ts';

/** A text with the carets in it, and what an edit makes of it. */
export interface MarkedEdit {
  readonly before: string;
  readonly after: string;
  /** Ascending, disjoint, with offsets in the text before. */
  readonly edits: readonly IntendedEdit[];
  /** Carets and selections before the edit. */
  readonly selections: readonly { readonly anchor: number; readonly head: number }[];
}

/**
 * Reads a text in which an edit is marked: `[-removed-]`, `{+inserted+}`, `¦` for a caret, `⟨` and `⟩` around a selection.
 * `a ⟨[-b-]{+c+}⟩ d¦` is "a b d" with "b" selected and a caret at the end, where "b" becomes "c".
 */
export function readMarked(marked: string): MarkedEdit {
  const edits: IntendedEdit[] = [];
  const selections: { anchor: number; head: number }[] = [];
  let [before, after, anchor] = ['', '', 0];
  for (const [token] of marked.matchAll(/\[-[^]*?-\]|\{\+[^]*?\+\}|[^]/gu)) {
    const inner = token.slice(2, -2);
    if (token === '¦') {
      selections.push({ anchor: before.length, head: before.length });
    } else if (token === '⟨') {
      anchor = before.length;
    } else if (token === '⟩') {
      selections.push({ anchor, head: before.length });
    } else if (token.startsWith('[-')) {
      edits.push({ offset: before.length, length: inner.length, text: '' });
      before += inner;
    } else if (token.startsWith('{+')) {
      const last = edits.at(-1);
      // What is inserted right behind something removed replaces it.
      if (last !== undefined && last.length > 0 && last.offset + last.length === before.length) {
        edits[edits.length - 1] = { ...last, text: inner };
      } else {
        edits.push({ offset: before.length, length: 0, text: inner });
      }
      after += inner;
    } else {
      before += token;
      after += token;
    }
  }
  return { before, after, edits, selections };
}
