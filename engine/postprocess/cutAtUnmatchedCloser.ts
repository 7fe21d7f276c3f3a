import { balanceOf } from './brackets.ts';

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
