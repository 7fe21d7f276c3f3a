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

/** What a room without `code` begins with: a comment in its language. */
export function startingText(language: string): string {
  const [open, close] = COMMENTS.get(language.toLowerCase()) ?? ['', ''];
  return `${open}Start coding here...${close}\n`;
}

const LINE_COMMENTS = {
  '# ': 'python ruby perl r shellscript yaml toml dockerfile makefile powershell elixir julia coffeescript nim',
  '// ':
    'javascript javascriptreact typescript typescriptreact java c cpp csharp go rust swift kotlin scala dart php jsonc groovy fsharp zig objective-c objective-cpp',
  '-- ': 'sql lua haskell elm ada vhdl',
  '; ': 'clojure lisp scheme ini',
  '% ': 'latex tex erlang matlab prolog',
  "' ": 'vb',
  '" ': 'vim',
};

const BLOCK_COMMENTS = {
  '<!-- | -->': 'html xml markdown vue svelte',
  '/* | */': 'css scss less',
  '(* | *)': 'ocaml pascal',
};

/** VS Code language id -> what opens and closes a comment. */
const COMMENTS = new Map<string, readonly [string, string]>();
for (const [marks, languages] of Object.entries({ ...LINE_COMMENTS, ...BLOCK_COMMENTS })) {
  const [open = '', close = ''] = marks.split('|');
  for (const language of languages.split(' ')) COMMENTS.set(language, [open, close]);
}
