import type * as vscode from 'vscode';
import type { TextReplace } from '../../shared/text/replaces.ts';

/**
 * The shared text has `\n` line endings only; a document may have `\r\n`, and then VS Code's offsets count two units for
 * a line end. Everything that crosses between the two goes through here.
 */
export function toLf(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** A position as an offset in the text with `\n` line endings. */
export function lfOffsetAt(document: vscode.TextDocument, position: vscode.Position): number {
  return document.offsetAt(position) - (isCrlf(document.eol) ? position.line : 0);
}

/** The position of an offset in the text with `\n` line endings; beyond the end it is the end. */
export function positionAtLf(document: vscode.TextDocument, offset: number): vscode.Position {
  if (!isCrlf(document.eol)) return document.positionAt(offset);
  let line = 0;
  let last = document.lineCount - 1;
  while (line < last) {
    const middle = (line + last + 1) >> 1;
    if (lfOffsetAt(document, document.lineAt(middle).range.start) <= offset) line = middle;
    else last = middle - 1;
  }
  const { start, end } = document.lineAt(line).range;
  const character = Math.max(0, offset - lfOffsetAt(document, start));
  return character >= end.character ? end : start.translate(0, character);
}

/** The changes of an event in the text with `\n` line endings. `eolBefore` and `eolAfter` are its EndOfLine. */
export function toLfChanges(
  changes: readonly vscode.TextDocumentContentChangeEvent[],
  eolBefore: number,
  eolAfter: number,
): TextReplace[] {
  // A change of the line endings is told as a last change which rewrites the whole text; here it means nothing.
  const real = eolBefore === eolAfter ? changes : changes.slice(0, -1);
  const perLine = isCrlf(eolBefore) ? 1 : 0;
  return real.map(({ range, rangeOffset, rangeLength, text }) => ({
    offset: rangeOffset - perLine * range.start.line,
    length: rangeLength - perLine * (range.end.line - range.start.line),
    text: toLf(text),
  }));
}

/** Compared by number (EndOfLine.CRLF), so that this file runs outside VS Code, too. */
function isCrlf(eol: number): boolean {
  return eol === 2;
}
