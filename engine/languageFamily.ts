import { commentMarksOf } from '../shared/api/languages.ts';

/** What the lexer and the engine have to know about a language; languages of one family learn from each other. */
export interface LanguageFamily {
  readonly name: string;
  /** What else may stand within a word, beside letters, digits, `_` and `$`. */
  readonly wordMarks: string;
  /** What begins a comment line. */
  readonly commentMarks: ReadonlySet<string>;
  /** Running text, whose next words are much harder to tell than those of code. */
  readonly isProse: boolean;
}

/** The family of a VS Code language id; an id that nobody knows is a family of its own. */
export function languageFamilyOf(languageId: string): LanguageFamily {
  const known = FAMILIES.get(languageId);
  if (known !== undefined) return known;
  const name = RELATIVES.get(languageId) ?? languageId;
  const opening = commentMarksOf(languageId)?.[0].trim();
  const family = {
    name,
    wordMarks: HYPHENATED.has(name) ? '-' : '',
    commentMarks: new Set(opening ? [opening, ...(opening === '//' ? ['/*', '/**', '*'] : [])] : []),
    isProse: PROSE.has(name),
  };
  // Bounded: ids come from clients.
  if (FAMILIES.size < MAX_FAMILIES) FAMILIES.set(languageId, family);
  return family;
}

const FAMILIES = new Map<string, LanguageFamily>();
const MAX_FAMILIES = 500;

const HYPHENATED = new Set(['css', 'clojure', 'lisp', 'scheme', 'html']);
const PROSE = new Set(['markdown', 'plaintext', 'latex']);

const RELATIVES = new Map(
  [
    'typescript javascript javascriptreact typescriptreact vue svelte',
    'c cpp objective-c objective-cpp cuda-cpp',
    'css scss less',
    'html xml handlebars',
    'json jsonc',
    'clojure lisp scheme',
  ].flatMap((group) => {
    const [name = '', ...others] = group.split(' ');
    return [name, ...others].map((id): [string, string] => [id, name]);
  }),
);
