import { MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { RefusedError } from '../refusedError.ts';

/**
 * `code` as a room keeps it: `\n` line endings, and nothing that UTF-8 cannot carry. Throws RefusedError (`textTooLong`)
 * for a text that is longer than a room may hold.
 */
export function normaliseText(code: string): string {
  const text = code.replace(/\r\n?/g, '\n').toWellFormed();
  if (text.length > MAX_TEXT_UNITS) throw RefusedError.of('textTooLong', text.length);
  return text;
}
