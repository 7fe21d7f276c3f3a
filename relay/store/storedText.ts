/**
 * Text as every database can hold it: PostgreSQL refuses U+0000, and no UTF-8 holds half of a surrogate pair. The first
 * is escaped (and the backslash with it), so that it comes back; the second becomes U+FFFD, as Yjs does it, too.
 */
export const storedText = {
  to: (text: string): string =>
    text.toWellFormed().replace(/[\\\0]/g, (character) => (character === '\0' ? '\\0' : '\\\\')),
  from: (stored: string): string =>
    stored.replace(/\\([\\0])/g, (_, escaped) => (escaped === '0' ? '\0' : '\\')),
};
