/**
 * A text without what nobody sees: control characters, direction marks and characters without a width, which could make
 * code read otherwise than it runs. Line endings become \n.
 */
export function inertText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '').toWellFormed();
}

const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
