import fs from 'node:fs';

/** Which file stands at a path: the same text for as long as it is the same file, however its content changes. */
export function identityOf(path: string): string | undefined {
  try {
    const stat = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat && `${stat.dev}:${stat.ino}`;
  } catch {
    // A folder that may not be read, a disk that went away: as good as no file.
    return undefined;
  }
}

/**
 * Makes an empty file for this account alone, unless there is one; SQLite gives its companions the same mode. Never
 * opens a file that is there: closing it again would end SQLite's own locks on it, as POSIX has it.
 */
export function createPrivately(path: string): void {
  try {
    fs.closeSync(fs.openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
