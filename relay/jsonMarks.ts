import { MAX_JSON_MARKS } from './limits.ts';

/**
 * True for a JSON text (UTF-8) with more parts than any message or request here has. To be asked first: JSON.parse
 * spends hundreds of megabytes on a few megabytes of brackets.
 */
export function hasTooManyMarks(bytes: Uint8Array): boolean {
  let marks = 0;
  for (let i = 0; i < bytes.length && marks <= MAX_JSON_MARKS; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) i = endOfString(bytes, i + 1);
    else if (byte === BRACKET || byte === BRACE || byte === COMMA) marks++;
  }
  return marks > MAX_JSON_MARKS;
}

function endOfString(bytes: Uint8Array, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (end - 1 - escapes >= start && bytes[end - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return bytes.length;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
