/** The offset of a place in `text`. Beyond the end of a line or of the text it is that end; never inside a pair. */
export function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  const lineEnd = text.indexOf('\n', start);
  const offset = Math.min(start + column, lineEnd === -1 ? text.length : lineEnd);
  const isInsidePair =
    offset > start && isSurrogate(text, offset - 1, 0xd800) && isSurrogate(text, offset, 0xdc00);
  return isInsidePair ? offset - 1 : offset;
}

function isSurrogate(text: string, offset: number, half: 0xd800 | 0xdc00): boolean {
  return (text.charCodeAt(offset) & 0xfc00) === half;
}
