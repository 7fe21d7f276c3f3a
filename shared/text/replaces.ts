import { commonEnd, commonStart } from './commonEnds.ts';
import { compose, type Delta, DeltaBuilder, IDENTITY } from './delta.ts';
import { splitsPair } from './surrogates.ts';

/** One replacement. Offsets are UTF-16 code units of the text with `\n` line endings. */
export interface TextReplace {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A replacement whose old text is known. */
export interface KnownReplace extends TextReplace {
  readonly deleted: string;
}

/** Lists a delta as replacements made at once: ascending, disjoint, offsets in the old text. */
export function toReplaces(delta: Delta): (TextReplace & { deleted?: string })[] {
  const out: (TextReplace & { deleted?: string })[] = [];
  let at = 0;
  let text = '';
  const close = (length: number, deleted?: string): void => {
    out.push({ offset: at, length, text, ...(deleted === undefined ? {} : { deleted }) });
    at += length;
    text = '';
  };
  for (const op of delta) {
    if (op.kind === 'insert') {
      text = op.text;
    } else if (op.kind === 'delete') {
      close(op.length, op.text);
    } else {
      if (text !== '') close(0, '');
      at += op.length;
    }
  }
  if (text !== '') close(0, '');
  return out;
}

/** The delta of replacements made at once. They must be ascending and disjoint. */
export function fromReplaces(replaces: readonly (TextReplace & { deleted?: string })[]): Delta {
  const out = new DeltaBuilder();
  let at = 0;
  for (const { offset, length, text, deleted } of replaces) {
    out
      .retain(offset - at)
      .insert(text)
      .delete(length, deleted);
    at = offset + length;
  }
  return out.build();
}

/** The delta of replacements made one after the other, each on the result of the one before. */
export function fromSequence(changes: readonly TextReplace[]): Delta {
  // VS Code nearly always lists an edit from its end to its start; then the order makes no difference.
  const isDescending = changes.every((change, k) => {
    const before = changes[k - 1];
    return !before || change.offset + change.length <= before.offset;
  });
  if (isDescending) return fromReplaces(changes.toReversed());
  return changes.reduce<Delta>((all, change) => compose(all, fromReplaces([change])), IDENTITY);
}

/**
 * Leaves out text that the replacement deletes and inserts again at its ends, but never half a surrogate
 * pair.
 */
export function trimReplace(replace: KnownReplace): KnownReplace {
  const { deleted, text, offset } = replace;
  let start = commonStart(deleted, text);
  if (splitsPair(deleted, start) || splitsPair(text, start)) start--;
  let end = commonEnd(deleted, text, Math.min(deleted.length, text.length) - start);
  if (splitsPair(deleted, deleted.length - end) || splitsPair(text, text.length - end)) end--;
  return {
    offset: offset + start,
    length: deleted.length - start - end,
    text: text.slice(start, text.length - end),
    deleted: deleted.slice(start, deleted.length - end),
  };
}

/** Cancels equal text at the ends of every replacement whose old text is known. */
export function trim(delta: Delta): Delta {
  return fromReplaces(
    toReplaces(delta).map(({ deleted, ...replace }) =>
      deleted === undefined ? replace : trimReplace({ ...replace, deleted }),
    ),
  );
}

export const isEmpty = (replace: TextReplace): boolean => replace.length === 0 && replace.text === '';
