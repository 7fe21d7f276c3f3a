const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const OPENERS = new Set(Object.values(CLOSERS));

export interface BracketBalance {
  /** Opened and not closed, the outermost first. */
  readonly open: readonly string[];
  /** Where the first bracket stands that closes nothing; -1 without one. */
  readonly firstUnmatched: number;
}

/** Brackets of a text outside its strings; `open` are those that were opened before it. */
export function balanceOf(text: string, open: readonly string[] = []): BracketBalance {
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
