import { type Delta, DeltaBuilder } from './delta.ts';

/** Reads a part of a text. */
export type TextReader = (offset: number, length: number) => string;

/** The same change with every deleted text filled in from the text that it applies to. */
export function withDeletedText(delta: Delta, before: TextReader): Delta {
  const out = new DeltaBuilder();
  let at = 0;
  for (const op of delta) {
    if (op.kind === 'delete') out.delete(op.length, before(at, op.length));
    else out.push(op);
    if (op.kind !== 'insert') at += op.length;
  }
  return out.build();
}

/**
 * A part of the text that `delta` turned into the one that `after` reads from. Text that the delta deletes is
 * no longer known, and appears as lone surrogates. No text that passes through here contains those, so it
 * never counts as equal to anything.
 */
export function sliceBefore(delta: Delta, after: TextReader, offset: number, length: number): string {
  const end = offset + length;
  const out: string[] = [];
  let old = 0;
  let at = 0;
  const take = (units: number, read: (from: number, length: number) => string): void => {
    const from = Math.max(old, offset);
    const to = Math.min(old + units, end);
    if (from < to) out.push(read(from - old, to - from));
    old += units;
  };
  for (const op of delta) {
    if (old >= end) break;
    if (op.kind === 'insert') {
      at += op.text.length;
    } else if (op.kind === 'retain') {
      const start = at;
      take(op.length, (from, units) => after(start + from, units));
      at += op.length;
    } else {
      const known = op.text;
      take(op.length, (from, units) => known?.slice(from, from + units) ?? '\udfff'.repeat(units));
    }
  }
  const rest = at - old;
  take(Infinity, (from, units) => after(rest + old + from, units));
  return out.join('');
}
