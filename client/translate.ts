import { plainText, type PlainText } from './plainText.ts';

/** As `vscode.l10n.t`: the sentence in the person's language, with `{0}`, `{1}`… replaced by `args`. */
export type Translate = (message: string, ...args: (string | number | boolean)[]) => string;

/** `Text` where it is a literal; where it may be any string, nothing fits. */
export type Literal<Text extends string> = string extends Text ? never : Text;

let translator: Translate = inEnglish;

/**
 * A sentence for the person. `message` is its English text, and its key in the bundles in `l10n/`. It is a
 * literal, so that a test can compare the two. Every argument becomes plain, so none can add a link, an icon
 * or another line. Call this when the sentence is needed, not when the module is loaded.
 */
export function translate<Message extends string>(
  message: Literal<Message>,
  ...args: (string | number | boolean)[]
): PlainText {
  return translator(message, ...args.map(plainText)) as PlainText;
}

/**
 * Sets VS Code's translations, if there is VS Code. Called once, before any sentence; a window has one
 * language.
 */
export function useTranslations(translations: Translate): void {
  translator = translations;
}

/** The sentence as it is written in the code. */
export function inEnglish(message: string, ...args: (string | number | boolean)[]): string {
  return message.replace(/\{(\d+)\}/g, (placeholder, index) => String(args[Number(index)] ?? placeholder));
}
