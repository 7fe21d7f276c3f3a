import fs from 'node:fs';
import path from 'node:path';

/** What is wrong with the place of an SQLite database. */
type DatabaseFileProblem =
  | 'is a folder'
  | 'folder cannot be made'
  | 'folder not writable'
  | 'file not writable'
  | 'disk read-only'
  | 'disk full'
  | 'not a database'
  | 'damaged';

/**
 * Why `file` could not be opened as a database, as one sentence that says what to do; undefined where nothing is known but
 * `code`, the driver's or the system's own.
 */
export function explainDatabaseFile(file: string, code: string | undefined): string | undefined {
  const problem = problemOf(file, code);
  return problem && SENTENCES[problem](file, path.dirname(file));
}

const SENTENCES: Record<DatabaseFileProblem, (file: string, folder: string) => string> = {
  'is a folder': (file) => `${file} is a folder; name a file in it with DATABASE_URL.`,
  'folder cannot be made': (_, folder) =>
    `The folder ${folder} cannot be made. Choose another place with DATABASE_URL.`,
  'folder not writable': (_, folder) =>
    `The folder ${existingPartOf(folder)} is not writable for this account. Give it to the account, or choose another place with DATABASE_URL.`,
  'file not writable': (file) =>
    `The file ${file} is not writable for this account. Give it to the account, or name another one with DATABASE_URL.`,
  'disk read-only': (_, folder) =>
    `The disk of ${existingPartOf(folder)} is read-only. Choose another place with DATABASE_URL.`,
  'disk full': (_, folder) => `The disk of ${existingPartOf(folder)} is full. Make room on it.`,
  'not a database': (file) => `${file} is not an SQLite database. Name another file with DATABASE_URL.`,
  damaged: (file) => `The database ${file} is damaged. Restore it from a backup.`,
};

/** The code first where it says all; then what is there, since one code has many causes. */
function problemOf(file: string, code = ''): DatabaseFileProblem | undefined {
  if (code === 'SQLITE_NOTADB') return 'not a database';
  if (code.startsWith('SQLITE_CORRUPT')) return 'damaged';
  if (['SQLITE_FULL', 'ENOSPC', 'EDQUOT'].includes(code)) return 'disk full';
  if (code === 'EROFS') return 'disk read-only';
  if (!/^(SQLITE_(CANTOPEN|READONLY|PERM|IOERR)|E[A-Z]+$)/.test(code)) return undefined;
  if (isFolder(file)) return 'is a folder';
  const folder = path.dirname(file);
  const there = existingPartOf(folder);
  if (!isFolder(there)) return 'folder cannot be made';
  if (!isWritable(there, fs.constants.W_OK | fs.constants.X_OK)) return 'folder not writable';
  if (there !== folder) return 'folder cannot be made';
  if (fs.existsSync(file) && !isWritable(file, fs.constants.R_OK | fs.constants.W_OK))
    return 'file not writable';
  return undefined;
}

/** `place`, or the nearest above it that there is. */
function existingPartOf(place: string): string {
  return fs.existsSync(place) || place === path.dirname(place) ? place : existingPartOf(path.dirname(place));
}

function isFolder(place: string): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isWritable(place: string, mode: number): boolean {
  try {
    fs.accessSync(place, mode);
    return true;
  } catch {
    return false;
  }
}
