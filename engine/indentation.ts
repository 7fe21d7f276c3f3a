import { isBlank } from './lexLine.ts';

/** How a document is indented. */
export interface Indentation {
  /** Columns of one level; 1 where levels are tabs. */
  readonly unit: number;
  readonly usesTabs: boolean;
}

/** Blanks at the start of a line, in UTF-16 code units. */
export function indentOf(line: string): number {
  let at = 0;
  while (at < line.length && isBlank(line.charCodeAt(at))) at++;
  return at;
}

/** The indentation that most lines suggest, or `fallback` where no line does. */
export function detectIndentation(lines: readonly string[], fallback: Indentation): Indentation {
  let tabs = 0;
  const steps = new Map<number, number>();
  let before = 0;
  for (const line of lines) {
    const indent = indentOf(line);
    if (indent === line.length) continue;
    if (line.startsWith('\t')) tabs++;
    else {
      const step = indent - before;
      if (step >= 2 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    before = indent;
  }
  let spaces = 0;
  let unit = 0;
  let most = 0;
  for (const [step, count] of steps) {
    spaces += count;
    if (count > most || (count === most && step < unit)) [unit, most] = [step, count];
  }
  if (tabs > spaces) return { unit: 1, usesTabs: true };
  return unit > 0 ? { unit, usesTabs: false } : fallback;
}

export const FOUR_SPACES: Indentation = { unit: 4, usesTabs: false };

/**
 * The start of a line as a token: the blank lines before it, and how much deeper it is than the line before, in levels
 * where it is whole levels. So lines that were copied to another depth begin with the same token.
 */
export function newlineText(blankLines: number, indent: number, indentBefore: number, unit: number): string {
  const columns = indent - indentBefore;
  const deeper = columns % unit === 0 ? `${columns / unit}` : `c${columns}`;
  return `${'\n'.repeat(Math.min(blankLines, MAX_BLANK_LINES) + 1)}${deeper}`;
}

/** What a newline token inserts behind a line that is indented by `indent`; the new line's indent in columns. */
export function readNewline(
  token: string,
  indent: number,
  { unit, usesTabs }: Indentation,
): { readonly text: string; readonly indent: number } {
  const newlines = token.lastIndexOf('\n') + 1;
  const deeper = token.slice(newlines);
  const columns = deeper.startsWith('c') ? Number(deeper.slice(1)) : Number(deeper) * unit;
  const next = Math.max(0, indent + columns);
  return { text: '\n'.repeat(newlines) + (usesTabs ? '\t' : ' ').repeat(next), indent: next };
}

/** More empty lines than these are as many as these. */
const MAX_BLANK_LINES = 3;
