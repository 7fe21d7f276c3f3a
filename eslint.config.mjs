import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Keeps the dependencies pointing one way: extension -> shared <- relay (docs/architecture.md). */
const forbid = (files, patterns, message, ignores = []) => ({
  files,
  ignores: ['**/*.test.ts', ...ignores],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] },
});

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
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
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
    files: ['shared/**/*.ts', 'extension/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
          message: "Write import * as z from 'zod': the object `z` brings all of zod into the bundles.",
        },
      ],
    },
  },
  {
    // What measures time asks a clock that only grows; relay/clock.ts gives the date to the few who mean one.
    files: ['shared/**/*.ts', 'extension/**/*.ts', 'relay/**/*.ts'],
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
  { files: ['relay/store/migrations/*.ts', 'test/**/*.ts', '**/*.test.ts'], rules: { 'max-lines': 'off' } },
  forbid(
    ['shared/**/*.ts'],
    ['vscode', 'node:*', '**/relay/**', '**/extension/**'],
    'shared imports neither vscode, Node built-ins nor the two ends.',
  ),
  forbid(
    ['extension/core/**/*.ts'],
    ['vscode', '**/vscode/**', '**/relay/**'],
    'The core is pure: it sees the ports that it declares.',
  ),
  forbid(
    ['extension/vscode/**/*.ts', 'extension/*.ts'],
    ['**/relay/**'],
    'The extension knows the relay only through shared/.',
  ),
  forbid(
    ['relay/**/*.ts'],
    ['**/extension/**', 'vscode', 'koa', '@koa/*', 'koa-body', 'typeorm'],
    'koa belongs to relay/http, typeorm to relay/store.',
    ['relay/http/**', 'relay/store/**'],
  ),
);
