import type * as Y from 'yjs';
import type { TextReplace } from './replaces.ts';

/** Makes replacements (ascending, disjoint) in `text`, from the end to the start so that offsets stay right. */
export function writeReplaces(text: Y.Text, replaces: readonly TextReplace[]): void {
  // Not with a reversed copy, because this runs for every key.
  for (let k = replaces.length - 1; k >= 0; k--) {
    const replace = replaces[k];
    if (replace === undefined) continue;
    const { offset, length, text: inserted } = replace;
    if (length > 0) text.delete(offset, length);
    if (inserted !== '') text.insert(offset, inserted);
  }
}
