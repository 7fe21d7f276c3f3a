import type * as Y from 'yjs';
import type { SeededRandom } from './seed.ts';

/**
 * Letters, line ends, surrogate pairs, joined emoji, a byte order mark. No lone surrogate half: Yjs keeps it where it
 * was typed and sends U+FFFD to everybody else, so the documents would differ.
 */
const SNIPPETS = ['a', 'xy', '\n', 'const x = 1;\n', 'é', '中文', '😀', '👩‍👩‍👧', '\uFEFF', '    '];

/** One to three random edits of the room's text in one transaction; they may cut surrogate pairs apart. */
export function editAtRandom(random: SeededRandom, doc: Y.Doc, origin: unknown): void {
  const text = doc.getText('code');
  doc.transact(() => {
    for (let i = 1 + random.int(3); i > 0; i--) {
      const at = random.chance(0.4) ? text.length : random.int(text.length + 1);
      if (random.chance(0.35) && at < text.length) {
        text.delete(at, 1 + random.int(Math.min(12, text.length - at)));
      } else {
        text.insert(at, random.pick(SNIPPETS));
      }
    }
  }, origin);
}
