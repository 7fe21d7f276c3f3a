import { plainText, type PlainText } from './plainText.ts';

/** As `vscode.l10n.t`: the sentence in the person's language, with `{0}`, `{1}`… replaced by `args`. */
export type Translate = (message: string, ...args: (string | number | boolean)[]) => string;

/** `Text` where it is a literal; where it may be any string, nothing fits. */
export type Literal<Text extends string> = string extends Text ? never : Text;

let translator: Translate = inEnglish;

/**
 * A sentence for the person. `message` is its English, and the key of it in the bundles in `l10n/`: a literal, so that
 * a test can hold the two against each other. Every argument is made plain: none can bring in a link, an icon or another
 * line. Ask when the sentence is needed, not when the module is loaded.
 */
export function translate<Message extends string>(
  message: Literal<Message>,
  ...args: (string | number | boolean)[]
): PlainText {
  return translator(message, ...args.map(plainText)) as PlainText;
}

/** VS Code's translations, where there is VS Code. Called once, before anything is said; a window has one language. */
export function useTranslations(translations: Translate): void {
  translator = translations;
}

/** The sentence as it is written in the code. */
export function inEnglish(message: string, ...args: (string | number | boolean)[]): string {
  return message.replace(/\{(\d+)\}/g, (placeholder, index) => String(args[Number(index)] ?? placeholder));
}
