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
