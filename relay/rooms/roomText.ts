import { MAX_TEXT_UNITS } from '../../shared/limits.ts';

/** A text that is longer than a room may hold. */
export class TextTooLongError extends Error {
  override readonly name = 'TextTooLongError';
}

/** `code` as a room keeps it: `\n` line endings, and nothing that UTF-8 cannot carry. */
export function normaliseText(code: string): string {
  const text = code.replace(/\r\n?/g, '\n').toWellFormed();
  if (text.length > MAX_TEXT_UNITS) {
    throw new TextTooLongError(
      `A room holds ${MAX_TEXT_UNITS} UTF-16 units of text, and this one has ${text.length}.`,
    );
  }
  return text;
}
