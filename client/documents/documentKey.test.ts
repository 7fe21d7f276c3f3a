import assert from 'node:assert/strict';
import { documentKey, type DocumentUri } from './documentKey.ts';

const file = (path: string, authority = ''): DocumentUri => ({ scheme: 'file', authority, path, query: '' });
const of = (scheme: string, path: string, rest: Partial<DocumentUri> = {}): DocumentUri => ({
  ...{ scheme, authority: '', path, query: '' },
  ...rest,
});

interface Pair {
  readonly what: string;
  readonly one: DocumentUri;
  readonly other: DocumentUri;
  /** Where they are one document: everywhere, where file names have no case, or nowhere. */
  readonly isSame: 'always' | 'without case' | 'never';
}

const PAIRS: readonly Pair[] = [
  { what: 'a drive in both cases', one: file('/C:/a.ts'), other: file('/c:/a.ts'), isSame: 'always' },
  { what: 'two drives', one: file('/c:/a.ts'), other: file('/d:/a.ts'), isSame: 'never' },
  {
    what: 'a Windows path in other case',
    one: file('/c:/Src/App.ts'),
    other: file('/C:/src/app.TS'),
    isSame: 'without case',
  },
  {
    what: 'a macOS path in other case',
    one: file('/Users/ann/Notes.md'),
    other: file('/Users/ann/notes.md'),
    isSame: 'without case',
  },
  {
    what: 'names that differ in case beyond ASCII',
    one: file('/u/ÄRGER.txt'),
    other: file('/u/ärger.txt'),
    isSame: 'without case',
  },
  {
    what: 'a server in other case',
    one: file('/share/a.ts', 'SERVER'),
    other: file('/share/a.ts', 'server'),
    isSame: 'always',
  },
  {
    what: 'two servers',
    one: file('/share/a.ts', 'one'),
    other: file('/share/a.ts', 'two'),
    isSame: 'never',
  },
  { what: 'two files', one: file('/u/a.ts'), other: file('/u/b.ts'), isSame: 'never' },
  {
    what: 'a file and the same path elsewhere',
    one: file('/u/a.ts'),
    other: of('vscode-remote', '/u/a.ts'),
    isSame: 'never',
  },
  {
    what: 'a remote path in other case',
    one: of('vscode-remote', '/u/A.ts', { authority: 'ssh' }),
    other: of('vscode-remote', '/u/a.ts', { authority: 'ssh' }),
    isSame: 'never',
  },
  {
    what: 'two untitled documents',
    one: of('untitled', 'Untitled-1'),
    other: of('untitled', 'Untitled-2'),
    isSame: 'never',
  },
  {
    what: 'two versions of a file in git',
    one: of('git', '/u/a.ts', { query: 'HEAD' }),
    other: of('git', '/u/a.ts', { query: '~' }),
    isSame: 'never',
  },
  {
    what: 'parts that only read the same in a row',
    one: of('tandem', '/b', { authority: 'a' }),
    other: of('tandem', 'a/b'),
    isSame: 'never',
  },
];

describe('the key of a document', () => {
  for (const { what, one, other, isSame } of PAIRS) {
    for (const ignoresCase of [false, true]) {
      const expected = isSame === 'always' || (isSame === 'without case' && ignoresCase);
      const where = ignoresCase ? 'where file names have no case' : 'where file names have case';
      it(`[U0] takes ${what} for ${expected ? 'one document' : 'two documents'}, ${where}`, () => {
        const keys = [one, other].map((uri) => documentKey(uri, { ignoresCase }));
        assert.equal(keys[0] === keys[1], expected);
      });
    }
  }
});
