import * as vscode from 'vscode';
import { type CursorPlace, LINES_BEFORE, LINES_BELOW } from '../../client/completion/cursorPlace.ts';
import { toLf } from '../document/lineEndings.ts';

/**
 * The place of a position in a document, as completions see it. VS Code tells where the cursor is only after a change:
 * until then it may be beyond the end of the text.
 */
export function placeOf(document: vscode.TextDocument, position: vscode.Position): CursorPlace {
  const { line, character } = document.validatePosition(position);
  const text = document.lineAt(line).text;
  const linesOf = (from: number, to: number): string[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => document.lineAt(from + index).text);
  return {
    document: document.uri.toString(),
    language: document.languageId,
    before: [...linesOf(Math.max(0, line - LINES_BEFORE + 1), line), text.slice(0, character)],
    rest: text.slice(character),
    below: linesOf(line + 1, Math.min(document.lineCount, line + 1 + LINES_BELOW)),
  };
}

/** So much around the cursor is sent, in UTF-16 units: what is farther away is rarely meant. */
const UNITS_BEFORE = 32 * 1024;
const UNITS_AFTER = 8 * 1024;

/** The text around a position with `\n` line endings, and where in it the position is. */
export function textAround(
  document: vscode.TextDocument,
  position: vscode.Position,
): { code: string; cursor: number } {
  const at = document.offsetAt(position);
  const start = document.positionAt(Math.max(0, at - UNITS_BEFORE));
  const before = toLf(document.getText(new vscode.Range(start, position)));
  const end = document.positionAt(at + UNITS_AFTER);
  const after = toLf(document.getText(new vscode.Range(position, end)));
  // Half a surrogate pair is no text that can be sent.
  return { code: (before + after).toWellFormed(), cursor: before.length };
}
