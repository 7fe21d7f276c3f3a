import type { LanguageFamily } from './languageFamily.ts';
import { MARK, NUMBER, type TokenKind, WORD } from './tokenKind.ts';

export interface LexedToken {
  /** The blanks before it. */
  readonly blank: string;
  readonly text: string;
  readonly kind: TokenKind;
}

export interface LexedLine {
  readonly tokens: readonly LexedToken[];
  /** The blanks behind the last token. */
  readonly trailing: string;
}

/**
 * The tokens of a line from `start` on: words, numbers and operators, whatever the language. A string or a comment is
 * no token: what stands in it is lexed like everything else, so that its words are learned, too. Stops at `maxTokens`.
 */
export function lexLine(
  line: string,
  start: number,
  family: LanguageFamily,
  maxTokens = Infinity,
): LexedLine {
  const tokens: LexedToken[] = [];
  let at = start;
  while (tokens.length < maxTokens) {
    const from = at;
    while (at < line.length && isBlank(line.charCodeAt(at))) at++;
    const blank = line.slice(from, at);
    if (at === line.length) return { tokens, trailing: blank };
    const begin = at;
    const first = line.charCodeAt(at);
    const kind = isDigit(first) ? NUMBER : isWordUnit(first) ? WORD : MARK;
    at = kind === MARK ? at + markLength(line, at) : wordEnd(line, at + 1, family.wordMarks);
    tokens.push({ blank, text: line.slice(begin, at), kind });
  }
  return { tokens, trailing: '' };
}

/** Whether a UTF-16 code unit can stand in a word of every language: letters, digits, `_`, `$`, all beyond ASCII. */
export function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) || // a-z
    (unit >= 65 && unit <= 90) || // A-Z
    isDigit(unit) ||
    unit === 95 || // _
    unit === 36 || // $
    unit > 127
  );
}

export function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 13;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function wordEnd(line: string, start: number, wordMarks: string): number {
  let at = start;
  while (at < line.length) {
    const unit = line.charCodeAt(at);
    // A mark such as the hyphen of CSS joins two words only: `a-b`, but not the end of `i--`.
    const isJoint =
      wordMarks !== '' && wordMarks.includes(line.charAt(at)) && isWordUnit(line.charCodeAt(at + 1));
    if (!isWordUnit(unit) && !isJoint) break;
    at++;
  }
  return at;
}

function markLength(line: string, at: number): number {
  const longer = LONG_MARKS.get(line.charCodeAt(at));
  return longer?.find((mark) => line.startsWith(mark, at))?.length ?? 1;
}

/** Marks of more than one unit by their first one, the longest first. */
const LONG_MARKS = new Map<number, string[]>();
for (const mark of [
  ...[
    '>>>=',
    '===',
    '!==',
    '**=',
    '<<=',
    '>>=',
    '>>>',
    '...',
    '&&=',
    '||=',
    '??=',
    '"""',
    "'''",
    '<!--',
    '-->',
  ],
  ...[
    '=>',
    '==',
    '!=',
    '<=',
    '>=',
    '&&',
    '||',
    '??',
    '?.',
    '++',
    '--',
    '+=',
    '-=',
    '*=',
    '/=',
    '%=',
    '&=',
    '|=',
  ],
  ...['^=', '<<', '>>', '**', '::', '->', ':=', '<-', '//', '/*', '*/', '..', '</', '/>', '/**', '#[', '#!'],
]) {
  const first = mark.charCodeAt(0);
  const marks = [...(LONG_MARKS.get(first) ?? []), mark];
  LONG_MARKS.set(
    first,
    marks.sort((a, b) => b.length - a.length),
  );
}
