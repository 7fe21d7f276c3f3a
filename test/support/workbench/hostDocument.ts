import type { ModelEvent } from '../simulatedModel.ts';
import { Position, Range } from './api/positions.ts';
import type { Uri } from './api/uri.ts';
import type { DocumentState } from './hostNews.ts';

/** A TextDocument of the extension host: what it has been told of a text so far. */
export class HostDocument {
  readonly uri: Uri;
  readonly isUntitled: boolean;
  languageId: string;
  version: number;
  isDirty: boolean;
  isClosed = false;
  eol: 1 | 2;
  readonly #save: () => Promise<boolean>;
  #text: string;
  #starts: number[] | undefined;

  constructor({ uri, text, eol, version, languageId, isDirty }: DocumentState, save: () => Promise<boolean>) {
    this.uri = uri;
    this.isUntitled = uri.scheme === 'untitled';
    this.languageId = languageId;
    this.version = version;
    this.isDirty = isDirty;
    this.eol = eol === '\n' ? 1 : 2;
    this.#text = text;
    this.#save = save;
  }

  get fileName(): string {
    return this.uri.path;
  }

  get lineCount(): number {
    return this.#lineStarts.length;
  }

  /** Takes in a change, and returns it as the extensions are told of it. */
  take({ version, changes, eol }: ModelEvent): {
    range: Range;
    rangeOffset: number;
    rangeLength: number;
    text: string;
  }[] {
    const told = changes.map(({ rangeOffset, rangeLength, text }) => {
      const range = new Range(this.positionAt(rangeOffset), this.positionAt(rangeOffset + rangeLength));
      return { range, rangeOffset, rangeLength, text };
    });
    // Listed from the end to the start, or one after the other: either way each fits the text that those before left.
    for (const { rangeOffset, rangeLength, text } of changes) {
      this.#text = this.#text.slice(0, rangeOffset) + text + this.#text.slice(rangeOffset + rangeLength);
    }
    this.#starts = undefined;
    this.version = version;
    this.eol = eol === '\n' ? 1 : 2;
    return told;
  }

  close(): void {
    this.isClosed = true;
    this.isDirty = false;
  }

  save(): Promise<boolean> {
    return this.isClosed ? Promise.reject(new Error('Document has been closed')) : this.#save();
  }

  getText(range?: Range): string {
    if (range === undefined) return this.#text;
    return this.#text.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }

  lineAt(where: number | Position) {
    const line = typeof where === 'number' ? where : where.line;
    if (line < 0 || line >= this.lineCount) throw new Error('Illegal value for `line`');
    const start = this.#lineStarts[line] ?? 0;
    const text = this.#text.slice(start, this.#endOf(line));
    const range = new Range(line, 0, line, text.length);
    const firstNonWhitespaceCharacterIndex = /^\s*/.exec(text)?.[0].length ?? 0;
    return {
      ...{ lineNumber: line, text, range, rangeIncludingLineBreak: range, firstNonWhitespaceCharacterIndex },
      isEmptyOrWhitespace: firstNonWhitespaceCharacterIndex === text.length,
    };
  }

  offsetAt(position: Position): number {
    const { line, character } = this.validatePosition(position);
    return (this.#lineStarts[line] ?? 0) + character;
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    const starts = this.#lineStarts;
    let line = 0;
    let last = starts.length - 1;
    while (line < last) {
      const middle = (line + last + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) line = middle;
      else last = middle - 1;
    }
    return new Position(line, Math.min(at, this.#endOf(line)) - (starts[line] ?? 0));
  }

  validatePosition({ line, character }: Position): Position {
    if (line < 0) return new Position(0, 0);
    const last = this.lineCount - 1;
    const inLine = Math.min(line, last);
    const length = this.#endOf(inLine) - (this.#lineStarts[inLine] ?? 0);
    return new Position(inLine, line > last ? length : Math.max(0, Math.min(character, length)));
  }

  validateRange({ start, end }: Range): Range {
    return new Range(this.validatePosition(start), this.validatePosition(end));
  }

  getWordRangeAtPosition(): undefined {
    return undefined;
  }

  #endOf(line: number): number {
    const next = this.#lineStarts[line + 1];
    return next === undefined ? this.#text.length : next - this.eol;
  }

  get #lineStarts(): readonly number[] {
    if (this.#starts === undefined) {
      this.#starts = [0];
      for (let at = this.#text.indexOf('\n'); at !== -1; at = this.#text.indexOf('\n', at + 1)) {
        this.#starts.push(at + 1);
      }
    }
    return this.#starts;
  }
}
