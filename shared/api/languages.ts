/**
 * The VS Code language id that people mean by a name: "C++", "python3" and "Shell" are `cpp`, `python` and
 * `shellscript`. An unknown name counts as an id, so that ids of extensions work.
 */
export function languageIdOf(name: string): string {
  const key = name.toLowerCase();
  return LANGUAGES.has(key) ? key : (ALIASES.get(key) ?? name);
}

/** What opens and closes a comment; undefined if that is unknown, or if the language has none. */
export function commentMarksOf(id: string): readonly [open: string, close: string] | undefined {
  return LANGUAGES.get(id)?.comment;
}

/** The text of a room that begins without one: a comment in its language. */
export function startingTextOf(id: string): string {
  const language = LANGUAGES.get(id);
  // Nothing can be said in a language without comments; and a name that nobody knows is shown as plain text.
  if (language !== undefined && language.comment === undefined) return '';
  const [open, close] = language?.comment ?? ['', ''];
  return `${language?.preamble ?? ''}${open}Start coding here...${close}\n`;
}

/** Every language id that the relay knows. */
export const KNOWN_LANGUAGE_IDS: Iterable<string> = {
  [Symbol.iterator]: () => LANGUAGES.keys(),
};

interface Language {
  readonly comment: readonly [open: string, close: string] | undefined;
  /** What must come before anything else. */
  readonly preamble?: string;
}

/** Ids by the marks of their comments. Other names of the language follow after a colon. */
const BY_COMMENT: readonly (readonly [open: string, close: string, languages: string])[] = [
  ['', '', 'plaintext: text txt plain none'],
  [
    '# ',
    '',
    `python: python3 python2 py cpython; ruby: rb; perl: pl; r: rlang; yaml: yml; toml; dockerfile: docker;
     shellscript: shell sh bash zsh; makefile: make; powershell: pwsh ps1; elixir: ex; julia: jl;
     coffeescript: coffee; nim; cmake; properties; graphql: gql; nix; terraform: tf hcl`,
  ],
  [
    '// ',
    '',
    `javascript: js node nodejs ecmascript; javascriptreact: jsx; typescript: ts; typescriptreact: tsx; java; c;
     cpp: c++ cplusplus cxx; csharp: c# cs c-sharp; go: golang; rust: rs; swift; kotlin: kt; scala; dart;
     jsonc; groovy; fsharp: f# fs; zig; solidity; proto3: protobuf proto;
     objective-c: objc objectivec; objective-cpp: objective-c++ objc++`,
  ],
  ['-- ', '', `sql: mysql postgresql postgres sqlite plsql tsql mariadb; lua; haskell: hs; elm; ada; vhdl`],
  ['; ', '', 'clojure: clj; lisp; scheme; ini'],
  ['% ', '', 'latex: tex; erlang: erl; matlab; prolog'],
  ["' ", '', 'vb: vb.net vbnet visualbasic'],
  ['" ', '', 'vim: viml vimscript'],
  ['<!-- ', ' -->', 'html: html5 htm; xml; markdown: md; vue; svelte'],
  ['/* ', ' */', 'css: css3; scss; less'],
  ['(* ', ' *)', 'ocaml: ml; pascal: delphi'],
];

const LANGUAGES = new Map<string, Language>([
  ['json', { comment: undefined }],
  // Without its tag, PHP is HTML, and a comment would be text on the page.
  ['php', { comment: ['// ', ''], preamble: '<?php\n' }],
]);
const ALIASES = new Map<string, string>([
  ['php8', 'php'],
  ['php7', 'php'],
]);

for (const [open, close, languages] of BY_COMMENT) {
  for (const entry of languages.split(';')) {
    const [id = '', aliases = ''] = entry.split(': ').map((part) => part.trim());
    LANGUAGES.set(id, { comment: [open, close] });
    for (const alias of aliases.split(/\s+/)) if (alias !== '') ALIASES.set(alias, id);
  }
}
