import { MAX_MESSAGE_BYTES, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { translate } from '../translate.ts';
import type { PlainText } from '../plainText.ts';

/** What a message adds to the text that it carries: kinds, lengths, ids. */
const AROUND_TEXT_BYTES = 1024;

/**
 * Why a text with `\n` line endings cannot become a room; undefined if it can. The text reaches the relay in
 * one message, so wide characters may make it too many bytes although it is not too long.
 */
export function whyTooLarge(text: string): PlainText | undefined {
  if (text.length > MAX_TEXT_UNITS)
    return translate(
      'This document is larger than {0} MB, the maximum for a room. Share part of it instead.',
      megabytes(MAX_TEXT_UNITS),
    );
  const bytes = new TextEncoder().encode(text).length + AROUND_TEXT_BYTES;
  return bytes > MAX_MESSAGE_BYTES
    ? translate(
        'This document is larger than {0} MB, the maximum for a new room. Share part of it instead.',
        megabytes(MAX_MESSAGE_BYTES),
      )
    : undefined;
}

function megabytes(bytes: number): number {
  return bytes / 1024 / 1024;
}
