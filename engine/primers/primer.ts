import type { LanguageFamily } from '../languageFamily.ts';
import { C } from './c.ts';
import { CSHARP } from './csharp.ts';
import { GO } from './go.ts';
import { JAVA } from './java.ts';
import { JAVASCRIPT } from './javascript.ts';
import { CSS, HTML } from './markup.ts';
import { PHP } from './php.ts';
import { PYTHON } from './python.ts';
import { RUBY } from './ruby.ts';
import { RUST } from './rust.ts';
import { SHELL } from './shell.ts';
import { SQL } from './sql.ts';

/**
 * A page of everyday code in a language: what there is to learn from where nobody has written anything yet. Undefined
 * for languages that have none.
 */
export function primerOf({ name }: LanguageFamily): string | undefined {
  return PRIMERS.get(name);
}

const PRIMERS = new Map([
  ['c', C],
  ['csharp', CSHARP],
  ['css', CSS],
  ['go', GO],
  ['html', HTML],
  ['java', JAVA],
  ['php', PHP],
  ['python', PYTHON],
  ['ruby', RUBY],
  ['rust', RUST],
  ['shellscript', SHELL],
  ['sql', SQL],
  ['typescript', JAVASCRIPT],
]);
