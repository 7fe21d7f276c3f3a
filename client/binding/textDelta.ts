import * as Y from 'yjs';
import { type Delta, DeltaBuilder } from '../../shared/text/delta.ts';
import { UNSHOWABLE } from './sharedText.ts';
import { REPLACEMENT } from '../../shared/text/surrogates.ts';

/**
 * The change that a transaction made to the text, as `YTextEvent.delta` describes it (without formatting).
 * Call it in an observer. Yjs looks up every piece of the text among the deletions; this looks up only the
 * deleted ones.
 *
 * Unlike Yjs, it also reports what a surrogate pair becomes when the change splits it: two replacement
 * characters.
 */
export function textDelta(text: Y.Text, transaction: Y.Transaction): Delta {
  const { beforeState, afterState, deleteSet } = transaction;
  /** For each author who wrote something, where their new part begins. */
  const newFrom = new Map<number, number>();
  /** How many units are new or deleted. Nothing has changed after the last of them. */
  let left = 0;
  for (const [client, clock] of afterState) {
    const before = beforeState.get(client) ?? 0;
    if (clock === before) continue;
    newFrom.set(client, before);
    left += clock - before;
  }
  for (const ranges of deleteSet.clients.values()) for (const range of ranges) left += range.len;
  const secondParts = partsAfterSplits(transaction);
  left += secondParts.size;
  /** Those of them that begin with half a pair. */
  const secondHalves = new Set<string>();
  const out = new DeltaBuilder();
  for (let item = text._start; item !== null && left > 0; item = item.right) {
    const { client, clock } = item.id;
    const isNew = clock >= (newFrom.get(client) ?? Infinity);
    const isGone = item.deleted && deleteSet.clients.has(client) && Y.isDeleted(deleteSet, item.id);
    left -= (isNew ? item.length : 0) + (isGone ? item.length : 0);
    let [startsWithHalf, endsWithHalf] = [false, false];
    // There are hardly ever any, and this runs for every piece of the text.
    if (secondParts.size > 0) {
      const [start, end] = [keyOf(client, clock), keyOf(client, clock + item.length)];
      if (secondParts.has(start)) left--;
      startsWithHalf = secondHalves.has(start);
      endsWithHalf = secondParts.has(end) && endsWithReplacement(item);
      if (endsWithHalf) secondHalves.add(end);
    }
    if (!item.countable) continue;
    if (isNew && !item.deleted) {
      const { content } = item;
      out.insert(content instanceof Y.ContentString ? content.str : UNSHOWABLE.repeat(item.length));
    } else if (isGone && !isNew) {
      out.delete(item.length);
    } else if (!item.deleted) {
      const isOneUnit = startsWithHalf && item.length === 1;
      if (startsWithHalf) out.insert(REPLACEMENT).delete(1);
      if (isOneUnit) continue;
      out.retain(item.length - Number(startsWithHalf) - Number(endsWithHalf));
      if (endsWithHalf) out.insert(REPLACEMENT).delete(1);
    }
  }
  return out.build();
}

/**
 * True where Yjs split a piece of the text for this change, and the second part begins with half a surrogate
 * pair. It does if the first part, which always comes before it, ends with the other half.
 */
function partsAfterSplits({ _mergeStructs: split }: Y.Transaction): ReadonlySet<string> {
  const places = new Set<string>();
  for (const part of split) {
    if (!(part instanceof Y.Item) || !(part.content instanceof Y.ContentString)) continue;
    if (part.content.str.startsWith(REPLACEMENT)) places.add(keyOf(part.id.client, part.id.clock));
  }
  return places;
}

function endsWithReplacement({ content }: Y.Item): boolean {
  return content instanceof Y.ContentString && content.str.endsWith(REPLACEMENT);
}

function keyOf(client: number, clock: number): string {
  return `${client},${clock}`;
}
