import type * as vscode from 'vscode';
import type { IntendedEdit } from './intendedText.ts';

/** One way in which a person, VS Code or an extension changes a document. */
export interface EditKind {
  readonly title: string;
  /** The text with its carets and what the edit makes of it. */
  readonly marked: string;
  /** Of the file, where its language matters. */
  readonly extension?: string;
  /** The text after each step taken back, where these are not the editor's own. */
  readonly ownSteps?: readonly string[];
  /** What must be there before the edit can be made; the result is called afterwards. */
  readonly prepare?: (editor: vscode.TextEditor) => Promise<() => unknown> | (() => unknown);
  /**
   * An extension computes it from the text, and VS Code drops it or, worse, makes it where things no longer are when the
   * text has changed meanwhile. Tandem's own commands for these keep the others' edits back (saving.test.ts).
   */
  readonly isComputed?: true;
  /** Resolves when the edit is in the document. */
  readonly run: (editor: vscode.TextEditor) => Promise<void>;
}

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
