import type * as vscode from 'vscode';

interface Place {
  readonly line: number;
  readonly character: number;
  translate(lines: number, characters: number): Place;
}

/** As much of VS Code's document as the conversion of offsets needs. All line endings of `text` must be `eol`. */
export function plainDocument(text: string, eol: '\n' | '\r\n'): vscode.TextDocument {
  const lines = text.split(eol);
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + eol.length;
  }
  const startOf = (line: number): number => starts[line] ?? text.length;
  const lengthOf = (line: number): number => (lines[line] ?? '').length;
  return {
    eol: eol === '\n' ? 1 : 2,
    lineCount: lines.length,
    lineAt: (line: number) => ({ range: { start: place(line, 0), end: place(line, lengthOf(line)) } }),
    offsetAt: ({ line, character }: Place) => startOf(line) + character,
    positionAt: (offset: number) => {
      let line = 0;
      while (line + 1 < lines.length && startOf(line + 1) <= offset) line++;
      return place(line, Math.min(offset - startOf(line), lengthOf(line)));
    },
  } as unknown as vscode.TextDocument;
}

function place(line: number, character: number): Place {
  return {
    line,
    character,
    translate: (lines, characters) => place(line + lines, character + characters),
  };
}
