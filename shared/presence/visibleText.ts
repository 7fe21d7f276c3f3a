/**
 * Controls, characters that reverse or hide text, and those that no font can draw (Cc, Cf, Zl, Zp, Co, Cn,
 * Cs); white space is handled later. A zero width joiner stays inside an emoji.
 */
const HIDDEN =
  /(?!\p{White_Space})(?!(?<=\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/** Letters and marks that draw nothing: fillers of Hangul, the empty Braille cell, variation selectors. */
const BLANK = /^[\p{Default_Ignorable_Code_Point}\u2800 ]*$/u;

/**
 * `text` on one line, as people see it: composed, without control characters and without the invisible ones
 * that reverse or hide text. Empty if nothing is visible. Doing it twice changes nothing.
 */
export function visibleText(text: string): string {
  const visible = text
    .toWellFormed()
    .replace(HIDDEN, '')
    .replace(/\p{White_Space}+/gu, ' ')
    .normalize('NFC')
    .trim();
  return BLANK.test(visible) ? '' : visible;
}
