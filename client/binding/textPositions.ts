import * as Y from 'yjs';
import { UNSHOWABLE } from './sharedText.ts';

/**
 * Finds places in a Y.Text with the same results as Yjs, but at less cost. For each position, Yjs walks over
 * every piece of the text, and a text that several people have worked on has tens of thousands. Read only.
 */

/**
 * Returns what `Y.createRelativePositionFromTypeIndex` returns, starting from the nearest place that Yjs
 * remembers.
 */
export function relativePositionAt(text: Y.Text, index: number, assoc: 0 | -1): Y.RelativePosition {
  // A position that sticks to the left is defined by the character before it.
  const wanted = assoc < 0 ? index - 1 : index;
  if (wanted < 0) return relative(text, null, assoc);
  let { item, at } = pieceBefore(text, wanted);
  for (; item !== null; item = item.right) {
    const length = visibleLength(item);
    if (at + length > wanted) {
      return relative(text, Y.createID(item.id.client, item.id.clock + wanted - at), assoc);
    }
    at += length;
    if (item.right === null && assoc < 0) return relative(text, item.lastId, assoc);
  }
  return relative(text, null, assoc);
}

/**
 * Returns what `Y.createAbsolutePositionFromRelativePosition` returns for each, as an offset in `text`, in
 * one walk for all of them. Undefined if that is null, in another type, or throws, as it does for invented
 * positions.
 */
export function offsetsOf(
  text: Y.Text,
  positions: readonly (Y.RelativePosition | undefined)[],
): (number | undefined)[] {
  const { doc } = text;
  if (doc === null) return positions.map(() => undefined);
  const targets = positions.map((position) => position?.item && followRedone(doc.store, position.item));
  const starts = startsOf(text, new Set(targets.flatMap((target) => (target ? [target.item] : []))));
  return positions.map((position, k) => {
    const target = targets[k];
    if (position?.item === null) return endOf(text, position);
    if (!position || !target) return undefined;
    const start = starts.get(target.item);
    if (start === undefined) return undefined;
    if (visibleLength(target.item) === 0) return start;
    return start + target.inside + (position.assoc >= 0 ? 0 : 1);
  });
}

/** The same units that `readText` returns there. */
export function sliceText(text: Y.Text, offset: number, length: number): string {
  const end = offset + length;
  const out: string[] = [];
  let { item, at } = pieceBefore(text, offset);
  for (; item !== null && at < end; item = item.right) {
    const units = visibleLength(item);
    if (units === 0) continue;
    const { content } = item;
    const piece = content instanceof Y.ContentString ? content.str : UNSHOWABLE.repeat(units);
    out.push(piece.slice(Math.max(0, offset - at), end - at));
    at += units;
  }
  return out.join('');
}

/**
 * A piece of the text that begins at `index` or before, and its place. The search starts at the nearest place
 * that Yjs remembers.
 */
function pieceBefore(text: Y.Text, index: number): { item: Y.Item | null; at: number } {
  let { item, at }: { item: Y.Item | null; at: number } = { item: text._start, at: 0 };
  for (const marker of text._searchMarker ?? []) {
    if (Math.abs(marker.index - index) < Math.abs(at - index)) ({ p: item, index: at } = marker);
  }
  while (at > index && item?.left) {
    item = item.left;
    at -= visibleLength(item);
  }
  return { item, at };
}

function startsOf(text: Y.Text, wanted: ReadonlySet<Y.Item>): Map<Y.Item, number> {
  const starts = new Map<Y.Item, number>();
  let at = 0;
  for (let item = text._start; item !== null && starts.size < wanted.size; item = item.right) {
    if (wanted.has(item)) starts.set(item, at);
    at += visibleLength(item);
  }
  return starts;
}

/**
 * The item that a position points into. If an undo deleted it and brought it back, the item that replaced it.
 */
function followRedone(store: Y.Doc['store'], id: Y.ID): { item: Y.Item; inside: number } | undefined {
  if (Y.getState(store, id.client) <= id.clock) return undefined;
  let next = id;
  try {
    for (;;) {
      const item: unknown = Y.getItem(store, next);
      if (!(item instanceof Y.Item)) return undefined;
      const inside = next.clock - item.id.clock;
      if (item.redone === null) return { item, inside };
      next = Y.createID(item.redone.client, item.redone.clock + inside);
    }
  } catch {
    return undefined;
  }
}

/** A position without a character is an end of its type. */
function endOf(text: Y.Text, { tname, assoc }: Y.RelativePosition): number | undefined {
  if (tname !== Y.findRootTypeKey(text)) return undefined;
  return assoc >= 0 ? text.length : 0;
}

function visibleLength(item: Y.Item): number {
  return item.deleted || !item.countable ? 0 : item.length;
}

function relative(text: Y.Text, item: Y.ID | null, assoc: number): Y.RelativePosition {
  return new Y.RelativePosition(null, Y.findRootTypeKey(text), item, assoc);
}
