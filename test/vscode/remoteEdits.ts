import type * as Y from 'yjs';
import type { IntendedEdit } from './intendedText.ts';

/** Where somebody else edits, as seen from the edit of this person. */
export const PLACES = ['before', 'inside', 'after', 'overlapping'] as const;
export type Place = (typeof PLACES)[number];

/** What somebody else does to `text`, in which this person's edit concerns `mine`. */
export function remoteEditsAt(place: Place, text: string, mine: readonly IntendedEdit[]): IntendedEdit[] {
  const [first] = mine;
  if (first === undefined) throw new Error('An edit without an effect has no inside.');
  const end = first.offset + first.length;
  switch (place) {
    case 'before':
      return [{ offset: 0, length: 0, text: 'They\n' }];
    case 'inside':
      return [{ offset: first.offset + Math.ceil(first.length / 2), length: 0, text: '<they>' }];
    case 'after':
      return [{ offset: text.length, length: 0, text: '\nThey' }];
    case 'overlapping': {
      // From the character before it into its middle; where it only inserts, the characters around that place.
      const from = Math.max(0, first.offset - 1);
      const to = Math.min(
        text.length,
        first.length === 0 ? end + 1 : first.offset + Math.ceil(first.length / 2),
      );
      return [{ offset: from, length: to - from, text: '' }];
    }
  }
}

/** The edits as seen after them: each covers the text that it has put there. */
export function whereTheyStand(edits: readonly IntendedEdit[]): IntendedEdit[] {
  let shift = 0;
  return edits.map(({ offset, length, text }) => {
    const stands = { offset: offset + shift, length: text.length, text: '' };
    shift += text.length - length;
    return stands;
  });
}

/** Makes the edits in somebody else's text, in one transaction. */
export function write(text: Y.Text, edits: readonly IntendedEdit[]): void {
  text.doc?.transact(() => {
    for (const { offset, length, text: inserted } of edits.toSorted((a, b) => b.offset - a.offset)) {
      if (length > 0) text.delete(offset, length);
      if (inserted !== '') text.insert(offset, inserted);
    }
  });
}
