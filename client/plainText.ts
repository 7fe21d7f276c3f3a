import { visibleText } from '../shared/presence/visibleText.ts';
import { firstUnits } from '../shared/text/surrogates.ts';

declare const brand: unique symbol;

/**
 * Words that are safe to show wherever VS Code reads more than words. Only `plainText` and `translate` make
 * them, and the doors to the person (extension/words/) accept nothing else.
 */
export type PlainText = string & { readonly [brand]: 'PlainText' };

/** Text from elsewhere is cut to this many UTF-16 code units. A relay's address still fits. */
export const MAX_PLAIN_UNITS = 512;

/**
 * Words from elsewhere (a name, a path, an address, a relay's answer) as one line without icons and links. VS
 * Code draws `$(name)` as an icon in status bar and lists, and `[text](command:…)` as a link in
 * notifications. A zero width space breaks both. Doing it twice changes nothing.
 */
export function plainText(text: string | number | boolean): PlainText {
  const visible = shortened(visibleText(String(text).slice(0, 4 * MAX_PLAIN_UNITS)));
  // Text that ends in `]` or `$` may come before a bracket of the sentence or of the next argument.
  return visible.replace(/[\]$](?=\(|$)/g, '$&\u200B') as PlainText;
}

function shortened(text: string): string {
  if (text.length <= MAX_PLAIN_UNITS) return text;
  return `${firstUnits(text, MAX_PLAIN_UNITS - 1)}…`;
}

/** `text` after an icon of VS Code, for the status bar and lists. */
export function withIcon<Icon extends string>(
  icon: string extends Icon ? never : Icon,
  text: PlainText,
): PlainText {
  return `$(${icon}) ${text}` as PlainText;
}

/** Joins several plain texts with a comma or a space, and leaves out empty ones. */
export function joined(separator: ', ' | ' ', parts: readonly PlainText[]): PlainText {
  return parts.filter((part) => part !== '').join(separator) as PlainText;
}
