import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Keeps the dependencies pointing one way: extension -> client -> shared <- relay (docs/architecture.md). */
const forbid = (files, patterns, message, ignores = []) => ({
  files,
  ignores: ['**/*.test.ts', ...ignores],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] },
});

const WHOLE_ZOD = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
  message: "Write import * as z from 'zod': the object `z` brings all of zod into the bundles.",
};

/** Where words reach the person: these take plain text only, and alone may hand it to VS Code. */
const DOORS = [
  'client/plainText.ts',
  'client/translate.ts',
  'extension/words/*.ts',
  'extension/people/participantLook.ts',
];

/** Words from elsewhere must not become a link, an icon or another line (CONTRIBUTING.md, "Words that people read"). */
const SHOWN_WORDS = [
  {
    selector:
      "MemberExpression[object.property.name='window'][property.name=/^(show(Information|Warning|Error)Message|(show|create)(QuickPick|InputBox)|show(Save|Open)Dialog|setStatusBarMessage|createStatusBarItem|withProgress)$/]",
    message: 'Say it through extension/words/, which takes plain text only.',
  },
  {
    selector: 'NewExpression[callee.property.name=/^(TreeItem|MarkdownString|Hover|CodeLens)$/]',
    message: 'Say it through extension/words/, which takes plain text only.',
  },
  {
    selector: 'AssignmentExpression[left.property.name=/^(tooltip|accessibilityInformation|contentText)$/]',
    message: 'Say it through extension/words/, which takes plain text only.',
  },
  {
    selector: 'Property[key.name=/^(contentText|hoverMessage|accessibilityInformation)$/]',
    message: 'Say it through extension/words/, which takes plain text only.',
  },
  {
    selector: "MemberExpression[object.property.name='l10n'][property.name='t']",
    message: 'Say it by `translate`, which makes every argument plain.',
  },
  {
    selector: "TSAsExpression[typeAnnotation.typeName.name='PlainText']",
    message: 'Only `plainText` and `translate` make plain text.',
  },
];

const PRIVATE_WORD = {
  selector:
    ":matches(PropertyDefinition, MethodDefinition[kind!='constructor'], TSParameterProperty)[accessibility='private']",
  message: 'Write `#name`, which is private at run time, too.',
};

const UNTITLED = {
  selector: "CallExpression[callee.property.name='openTextDocument'] > ObjectExpression",
  message: 'Use `openUntitled`: VS Code may restore the text of a document that was just closed.',
};

const LOSSY_DECODING = {
  selector:
    "NewExpression[callee.name='TextDecoder']:not(:has(Property[key.name='fatal'][value.value=true]))",
  message: 'Bytes that are not UTF-8 must not become other characters without a word: say { fatal: true }.',
};

/** The relay refuses only with entries of the catalogue (shared/protocol/refusal.ts). */
const OWN_WORDS = [
  {
    selector: "CallExpression[callee.property.name='close'][arguments.length>1]",
    message: 'Close by a refusal of shared/protocol/refusals.ts: code and sentence come from there.',
  },
  {
    selector: "AssignmentExpression[left.property.name='status'] > Literal[value>=400]",
    message: 'Throw a RefusedError: status and sentence come from shared/protocol/refusals.ts.',
  },
  {
    selector: 'TSAsExpression[typeAnnotation.typeName.name=/^(Closing|Answering|Room)?Refusal$/]',
    message: 'Only `refuse` makes a refusal.',
  },
];

/** Where a refusal becomes a close frame. */
const CLOSE_DOOR = 'relay/socket/webSockets.ts';

export default defineConfig(
  globalIgnores(['dist/', 'out/', 'node_modules/', '.vscode-test/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'shared/tsconfig.json',
          'engine/tsconfig.json',
          'client/tsconfig.json',
          'relay/tsconfig.json',
          'extension/tsconfig.json',
          'test/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Yjs' own types forget that a text has a toString().
      '@typescript-eslint/no-base-to-string': [
        'error',
        { ignoredTypeNames: ['YText', 'Error', 'RegExp', 'URL', 'URLSearchParams'] },
      ],
      '@typescript-eslint/unified-signatures': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['relay/**/*.ts'],
    ignores: ['**/*.test.ts', CLOSE_DOOR],
    rules: { 'no-restricted-syntax': ['error', PRIVATE_WORD, LOSSY_DECODING, ...OWN_WORDS] },
  },
  { files: [CLOSE_DOOR], rules: { 'no-restricted-syntax': ['error', PRIVATE_WORD, LOSSY_DECODING] } },
  {
    files: ['shared/**/*.ts', 'engine/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', PRIVATE_WORD, WHOLE_ZOD, LOSSY_DECODING] },
  },
  {
    files: ['client/**/*.ts', 'extension/**/*.ts'],
    ignores: ['**/*.test.ts', ...DOORS],
    rules: {
      'no-restricted-syntax': ['error', PRIVATE_WORD, WHOLE_ZOD, LOSSY_DECODING, UNTITLED, ...SHOWN_WORDS],
    },
  },
  {
    files: ['test/vscode/**/*.ts'],
    ignores: ['test/vscode/untitledDocument.test.ts'],
    rules: { 'no-restricted-syntax': ['error', PRIVATE_WORD, UNTITLED] },
  },
  {
    files: ['client/**/*.ts', 'extension/**/*.ts'],
    ignores: ['**/*.test.ts', 'client/relay/askRelay.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Ask by askRelay: it follows no redirect and bounds what it reads.' },
      ],
    },
  },
  {
    // What measures time asks a clock that only grows; relay/clock.ts gives the date to the few who mean one.
    files: ['shared/**/*.ts', 'engine/**/*.ts', 'client/**/*.ts', 'extension/**/*.ts', 'relay/**/*.ts'],
    ignores: ['**/*.test.ts', 'relay/clock.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'Ask the Clock: a date jumps when somebody sets it, so it measures nothing.',
        },
      ],
    },
  },
  // Who a relay is (shared/relay) and how a client sees it (client/relay) lie beside the relay itself.
  ...[1, 2, 3].flatMap((depth) => {
    const inside = (folder) => [`${folder}/${'*/'.repeat(depth - 1)}*.ts`];
    const theRelay = `${'../'.repeat(depth)}relay/**`;
    return [
      forbid(
        inside('shared'),
        ['vscode', 'node:*', theRelay, '**/client/**', '**/engine/**', '**/extension/**'],
        'shared is the contract of both ends, and imports neither of them, nor vscode, nor Node.',
      ),
      forbid(
        inside('engine'),
        ['vscode', 'node:*', theRelay, '**/client/**', '**/extension/**'],
        'The engine completes from text alone: it imports shared and no more.',
      ),
      forbid(
        inside('client'),
        ['vscode', 'node:*', theRelay, '**/extension/**'],
        'The client runs anywhere: it sees the ports that it declares.',
      ),
    ];
  }),
  forbid(
    ['extension/**/*.ts'],
    ['**/relay/**', '!**/shared/relay/**', '!**/client/relay/**', 'ws'],
    'The extension knows the relay only through shared/ and client/, and opens sockets by extension/node/nodeSocket.ts.',
    ['extension/node/nodeSocket.ts'],
  ),
  ...relayFloors(),
);

/** Each floor of the relay sees those below it. A room sees neither a socket nor a row of a database. */
function relayFloors() {
  const others = ['**/extension/**', '**/client/**', 'vscode'];
  const koa = ['koa', '@koa/*', 'koa-body'];
  const floor = (folders, patterns, message) =>
    forbid(
      folders.map((folder) => `relay/${folder}/**/*.ts`),
      [...others, ...patterns],
      message,
    );
  return [
    forbid(
      ['relay/**/*.ts'],
      [...others, ...koa, 'typeorm'],
      'koa belongs to relay/http, typeorm to relay/store.',
    ),
    floor(
      ['http'],
      ['typeorm', '**/socket/**', '**/store/entities/**', '**/store/typeorm*'],
      'REST asks rooms and the RoomStore: it sees no socket, and not how things are stored.',
    ),
    floor(
      ['store'],
      [...koa, '**/http/**', '**/socket/**', '**/rooms/**'],
      'The store knows nobody who uses it.',
    ),
    floor(
      ['rooms', 'texts'],
      [...koa, 'typeorm', '**/http/**', '**/socket/**', '**/store/entities/**', '**/store/typeorm*'],
      'A room sees neither a socket nor an entity.',
    ),
    floor(
      ['costs', 'names', 'metrics'],
      [...koa, 'typeorm', '**/http/**', '**/socket/**', '**/rooms/**', '**/store/**', '**/completion/**'],
      'What is counted, charged and named knows nobody who counts, pays and asks.',
    ),
  ];
}
