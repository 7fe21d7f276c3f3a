import { detectIndentation, FOUR_SPACES } from '../../engine/indentation.ts';

/** The lines around a cursor: what a model's text has to fit between. */
export interface CursorLines {
  /** The line of the cursor, up to it and from it. */
  readonly lineBefore: string;
  readonly lineAfter: string;
  /** The lines below, the nearest first; empty ones are left out. */
  readonly linesBelow: readonly string[];
  readonly usesTabs: boolean;
  /** Columns of one level of indentation. */
  readonly indentUnit: number;
}

/** A model's text as it may be inserted at the cursor; undefined when nothing of it is worth showing. */
export function finishResponse(response: string, place: CursorLines, maxLines: number): string | undefined {
  const { lineBefore, lineAfter, linesBelow } = place;
  const [nextLine] = linesBelow;
  let text = inertText(response);
  text = dropRepeatedStart(text, lineBefore);
  text = limitLines(text, maxLines);
  text = cutAtNextLine(text, nextLine);
  text = trimOverlap(text.trimEnd(), lineAfter);
  text = snipClosingLines(text, linesBelow);
  text = cutAtUnmatchedCloser(text, lineBefore, lineAfter);
  text = followIndentation(text, place).trimEnd();
  const says = text.trim();
  if (says.length < MIN_UNITS || isRepetitive(text)) return undefined;
  const isNextLine = `${lineBefore}${text}`.trim() === nextLine?.trim() || says === nextLine?.trim();
  return isNextLine ? undefined : text;
}

/** Shorter ones are typed before they are read. */
const MIN_UNITS = 2;

/** The code in what a chat model said: what is between <fill> and </fill>, or in a fence; without a preamble. */
export function unwrapResponse(response: string): string {
  const tagged = /<fill>([^]*?)(?:<\/fill>|$)/.exec(response)?.[1];
  const text = tagged ?? response.replace(/<\/fill>[^]*$/, '');
  const fenced = /^\s*```[\w+#.-]*\n([^]*?)(?:\n?```\s*|$)$/.exec(text)?.[1];
  if (fenced !== undefined) return fenced;
  // Who talks instead of filling in has not filled in anything.
  return tagged === undefined && PREAMBLE.test(text) ? '' : text;
}

const PREAMBLE =
  /^\s*(?:here(?:'s| is| are)|sure\b|certainly\b|of course\b|i (?:can|will|am|have)\b|i'm\b|the (?:code|completion|missing))/i;

/** The place between two texts that touch at the cursor. */
export function readCursorLines(before: string, after: string): CursorLines {
  const linesBefore = before.split('\n');
  const [lineAfter = '', ...below] = after.split('\n', LINES_READ + 1);
  const { unit, usesTabs } = detectIndentation([...linesBefore.slice(-LINES_READ), ...below], FOUR_SPACES);
  return {
    lineBefore: linesBefore.at(-1) ?? '',
    lineAfter,
    linesBelow: below.filter((line) => line.trim() !== ''),
    usesTabs,
    indentUnit: usesTabs ? 4 : unit,
  };
}

const LINES_READ = 200;

/**
 * A text without what nobody sees: control characters, direction marks and characters without a width, which could make
 * code read otherwise than it runs. Line endings become \n.
 */
export function inertText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '').toWellFormed();
}

const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Models of chats like to begin with the line that they were to go on with. */
export function dropRepeatedStart(text: string, lineBefore: string): string {
  const typed = lineBefore.trimStart();
  const start = text.trimStart();
  return typed.trim().length >= MIN_REPEATED_UNITS && start.startsWith(typed)
    ? start.slice(typed.length)
    : text;
}

/** Shorter ones may well be meant twice. */
const MIN_REPEATED_UNITS = 3;

/** The text up to `maxLines` lines; of more than that, whole ones. */
export function limitLines(text: string, maxLines: number): string {
  let end = -1;
  for (let lines = 0; lines < maxLines; lines++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text;
  }
  return text.slice(0, end);
}

/**
 * Cuts a text where it begins to say what the document says below. Lines that are nothing but brackets have to be
 * indented alike, as there are many of them.
 */
export function cutAtNextLine(text: string, nextLine: string | undefined): string {
  if (nextLine === undefined) return text;
  const lines = text.split('\n');
  const hasWords = /[\p{L}\p{N}_]/u.test(nextLine);
  const isNext = (line: string) =>
    hasWords ? line.trim() === nextLine.trim() : line.trimEnd() === nextLine.trimEnd();
  const at = lines.findIndex((line, index) => index > 0 && isNext(line));
  return at < 0 ? text : lines.slice(0, at).join('\n');
}

/**
 * Takes from the end of a text what stands behind the cursor already. Only what leaves no bracket of the text open, and
 * no half of a word.
 */
export function trimOverlap(text: string, lineAfter: string): string {
  const rest = lineAfter.trimEnd();
  for (let units = Math.min(rest.length, text.length); units > 0; units--) {
    if (!text.endsWith(rest.slice(0, units))) continue;
    const trimmed = text.slice(0, text.length - units);
    if (splitsWord(trimmed, rest)) continue;
    if (balanceOf(trimmed).open.length <= balanceOf(text).open.length) return trimmed;
  }
  return text;
}

function splitsWord(text: string, rest: string): boolean {
  return /[\p{L}\p{N}_$]$/u.test(text) && /^[\p{L}\p{N}_$]/u.test(rest);
}

/** Takes closing lines off the end of a text that stand below it already. */
export function snipClosingLines(text: string, linesBelow: readonly string[]): string {
  const lines = text.split('\n');
  for (let count = Math.min(lines.length - 1, linesBelow.length); count > 0; count--) {
    const last = lines.slice(-count);
    const areClosing = last.every((line) => CLOSING.test(line));
    if (areClosing && last.every((line, index) => line.trimEnd() === linesBelow[index]?.trimEnd()))
      return lines.slice(0, -count).join('\n');
  }
  return text;
}

const CLOSING = /^\s*(?:[)\]}]+[;,]?|end|fi|done|esac|<\/[\w-]+>)\s*$/;

/** Cuts the first line of a text before a bracket that closes nothing: neither of the text nor of the line before it. */
export function cutAtUnmatchedCloser(text: string, lineBefore: string, lineAfter: string): string {
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, end);
  const opened = [...balanceOf(lineBefore).open];
  // Those that are closed behind the cursor are not there to be closed twice.
  let rest = lineAfter;
  for (let at = balanceOf(rest).firstUnmatched; at >= 0 && opened.length > 0;) {
    opened.shift();
    rest = rest.slice(at + 1);
    at = balanceOf(rest).firstUnmatched;
  }
  // A closing bracket at the start of a line closes something of the lines above.
  if (lineBefore.trim() === '') return text;
  const { firstUnmatched } = balanceOf(first, opened);
  return firstUnmatched < 0 ? text : first.slice(0, firstUnmatched);
}

/** Indents the lines of a text after its first with what the document indents with. */
export function followIndentation(
  text: string,
  { usesTabs, indentUnit }: { readonly usesTabs: boolean; readonly indentUnit: number },
): string {
  return text.replace(/\n([ \t]+)/g, (_, blanks: string) => {
    if (usesTabs) return `\n${blanks.replaceAll(' '.repeat(indentUnit), '\t')}`;
    return `\n${blanks.replaceAll('\t', ' '.repeat(indentUnit))}`;
  });
}

/** True for a text that goes round in circles, as small models do. */
export function isRepetitive(text: string): boolean {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (repeats(lines, 1, SAME_LINES)) return true;
  const tokens = text.match(/\w+|[^\s\w]/g) ?? [];
  for (let period = 1; period * SAME_RUNS <= tokens.length; period++)
    if (tokens.length >= MIN_TOKENS && repeats(tokens, period, SAME_RUNS)) return true;
  return false;
}

/** Whether the end of a list is the same `period` items, `times` in a row. */
function repeats(items: readonly string[], period: number, times: number): boolean {
  const tail = items.slice(-period * times);
  return tail.length === period * times && tail.every((item, at) => item === tail[at % period]);
}

const SAME_LINES = 3;
const SAME_RUNS = 5;
const MIN_TOKENS = 10;

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const OPENERS = new Set(Object.values(CLOSERS));

interface BracketBalance {
  /** Opened and not closed, the outermost first. */
  readonly open: readonly string[];
  /** Where the first bracket stands that closes nothing; -1 without one. */
  readonly firstUnmatched: number;
}

/** Brackets of a text outside its strings; `open` are those that were opened before it. */
function balanceOf(text: string, open: readonly string[] = []): BracketBalance {
  const stack = [...open];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    if (quote !== '') {
      if (unit === '\\') at++;
      else if (unit === quote || unit === '\n') quote = '';
    } else if (unit === '"' || unit === "'" || unit === '`') quote = unit;
    else if (OPENERS.has(unit)) stack.push(unit);
    else if (unit in CLOSERS) {
      if (stack.at(-1) !== CLOSERS[unit]) return { open: stack, firstUnmatched: at };
      stack.pop();
    }
  }
  return { open: stack, firstUnmatched: -1 };
}
