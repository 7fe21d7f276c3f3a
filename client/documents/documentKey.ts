declare const brand: unique symbol;

/** Names a document. Two URIs with the same key are the same document. Only `documentKey` makes one. */
export type DocumentKey = string & { readonly [brand]: 'DocumentKey' };

/** The parts of an editor's URI that name a document, not percent-encoded. A fragment names a place in it. */
export interface DocumentUri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

/**
 * The key of the document at `uri`. It ignores case in drive letters and server names. With `ignoresCase`, as
 * on Windows and macOS, it ignores case in whole paths of this computer's own files.
 */
export function documentKey(
  { scheme, authority, path, query }: DocumentUri,
  { ignoresCase }: { readonly ignoresCase: boolean },
): DocumentKey {
  if (scheme !== 'file') return key(scheme, authority, path, query);
  const lowerDrive = path.replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());
  return key(scheme, authority.toLowerCase(), ignoresCase ? path.toLowerCase() : lowerDrive, query);
}

function key(...parts: readonly string[]): DocumentKey {
  return JSON.stringify(parts) as DocumentKey;
}
