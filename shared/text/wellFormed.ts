import { type Delta, DeltaBuilder } from './delta.ts';

/**
 * Yjs turns half a surrogate pair into U+FFFD for everybody but its author, so it must never get one. Returns the
 * change with such halves replaced, and the change that does the same to a text where the original has been applied.
 */
export function makeWellFormed(delta: Delta): { delta: Delta; repair: Delta } {
  if (!delta.some((op) => op.kind === 'insert' && !op.text.isWellFormed())) return { delta, repair: [] };
  const clean = new DeltaBuilder();
  const repair = new DeltaBuilder();
  for (const op of delta) {
    if (op.kind !== 'insert') {
      clean.push(op);
      if (op.kind === 'retain') repair.retain(op.length);
      continue;
    }
    const text = op.text.toWellFormed();
    clean.insert(text);
    for (let unit = 0; unit < text.length; unit++) {
      if (text.charAt(unit) === op.text.charAt(unit)) repair.retain(1);
      else repair.insert(text.charAt(unit)).delete(1, op.text.charAt(unit));
    }
  }
  return { delta: clean.build(), repair: repair.build() };
}
