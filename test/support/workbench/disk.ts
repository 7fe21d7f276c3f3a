import type { Uri } from './api/uri.ts';

/** The files of one computer, by path; every window on it sees the same. */
export class Disk {
  readonly #files = new Map<string, string>();
  readonly #watchers = new Set<(paths: ReadonlySet<string>) => void>();

  read(path: string): string | undefined {
    return this.#files.get(path);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  write(path: string, text: string): void {
    this.#files.set(path, text);
  }

  delete(path: string): void {
    this.#files.delete(path);
  }

  /** A file, or all that is in a folder. */
  move(from: string, to: string): void {
    for (const [path, text] of [...this.#files]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#files.delete(path);
      this.#files.set(to + path.slice(from.length), text);
    }
  }

  paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** Another program has changed these files. */
  announce(...paths: string[]): void {
    for (const watch of this.#watchers) watch(new Set(paths));
  }

  watch(onChange: (paths: ReadonlySet<string>) => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }
}

/** Where a URI is after `from` was moved to `to`; undefined where that does not concern it. */
export function movedUri(uri: Uri, from: Uri, to: Uri): Uri | undefined {
  if (uri.scheme !== from.scheme || uri.authority !== from.authority) return undefined;
  if (uri.path === from.path) return to;
  return uri.path.startsWith(`${from.path}/`)
    ? to.with({ path: to.path + uri.path.slice(from.path.length) })
    : undefined;
}
