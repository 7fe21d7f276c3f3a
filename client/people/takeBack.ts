import * as Y from 'yjs';
import type { TextReplace } from '../../shared/text/replaces.ts';
import type { DeletedText, IdRange } from './remoteEdits.ts';

/** What one person did in one go: the characters they wrote, and the text that they deleted. */
export interface Step {
  readonly author: number;
  readonly inserted: readonly IdRange[];
  readonly deleted: readonly DeletedText[];
}

/**
 * A replacement that takes something back. Its text repeats the deleted `originals`, one after the other.
 */
export interface Restoring extends TextReplace {
  readonly originals: readonly IdRange[];
}

/** Deleted characters, and the same number of characters that replaced them, in the same order. */
export interface Restored {
  readonly original: IdRange;
  readonly copies: readonly IdRange[];
}

/**
 * The replacements from the present `text` to one without the step. They delete what is left of the step's
 * own characters, and put back what it deleted, where that was. Text that others have written in between
 * stays. Ascending, disjoint, in offsets of the present text.
 *
 * `restored` is what was put back before, oldest first. A copy belongs with its original. It comes after
 * everything that was deleted at its place, so text deleted after the original belongs after the copy.
 */
export function takeBack(step: Step, text: Y.Text, restored: readonly Restored[]): Restoring[] {
  const { doc } = text;
  if (doc === null) return [];
  const written = withCopies(step.inserted, restored);
  const found: Restoring[] = [];
  let offset = 0;
  let floor = 0;
  for (const item of itemsOf(text)) {
    if (item.deleted) {
      const pieces = [...lostIn(item, step), ...copiesOf(item, restored, doc)].sort(
        (a, b) => a.clock - b.clock,
      );
      for (const piece of pieces) {
        if (piece.kind === 'copy') floor = Math.max(floor, piece.end);
        else found.push(insertion(Math.max(offset, floor), piece, item.id.client));
      }
    } else if (item.countable) {
      for (const { clock, length } of overlaps(item, written)) {
        found.push({ offset: offset + clock - item.id.clock, length, text: '', originals: [] });
      }
      offset += item.length;
    }
  }
  return joined(found);
}

/** What `replaces` put back, which `text` now shows. */
export function findRestored(replaces: readonly Restoring[], text: Y.Text): Restored[] {
  const restored: Restored[] = [];
  let shift = 0;
  for (const { offset, length, text: added, originals } of replaces) {
    let at = offset + shift;
    for (const original of originals) {
      restored.push({ original, copies: idsAt(text, at, original.length) });
      at += original.length;
    }
    shift += added.length - length;
  }
  return restored;
}

interface Lost {
  readonly kind: 'lost';
  readonly clock: number;
  readonly text: string;
}

function insertion(offset: number, { clock, text }: Lost, client: number): Restoring {
  return { offset, length: 0, text, originals: [{ client, clock, length: text.length }] };
}

/** What the step deleted of this item. Text written in the same step need not come back. */
function lostIn(item: Y.Item, step: Step): Lost[] {
  const pieces: Lost[] = [];
  const { client } = item.id;
  for (const { clock, length, range } of overlaps(item, step.deleted)) {
    for (let at = clock; at < clock + length; at++) {
      if (step.inserted.some((one) => contains(one, client, at))) continue;
      const text = range.text.charAt(at - range.clock);
      const last = pieces.at(-1);
      if (last !== undefined && last.clock + last.text.length === at) {
        pieces[pieces.length - 1] = { ...last, text: last.text + text };
      } else {
        pieces.push({ kind: 'lost', clock: at, text });
      }
    }
  }
  return pieces;
}

/** Where the copies of this item's characters end. */
function copiesOf(
  item: Y.Item,
  restored: readonly Restored[],
  doc: Y.Doc,
): { kind: 'copy'; clock: number; end: number }[] {
  const own = { client: item.id.client, clock: item.id.clock, length: item.length };
  return restored.flatMap(({ original, copies }) => {
    const last = copies.at(-1);
    if (last === undefined || !contains(own, original.client, original.clock)) return [];
    const id = { client: last.client, clock: last.clock + last.length - 1 };
    const after = Y.createRelativePositionFromJSON({ item: id, assoc: -1 });
    const end = Y.createAbsolutePositionFromRelativePosition(after, doc, false);
    return end === null ? [] : [{ kind: 'copy', clock: original.clock, end: end.index }];
  });
}

function withCopies(ranges: readonly IdRange[], restored: readonly Restored[]): IdRange[] {
  const all = [...ranges];
  for (const { original, copies } of restored) {
    let at = original.clock;
    for (const { client, clock, length } of copies) {
      const copied = { client: original.client, clock: at, length };
      all.push(
        ...all.flatMap((range) => {
          const part = common(range, copied);
          return part === undefined ? [] : [{ client, clock: clock + part.clock - at, length: part.length }];
        }),
      );
      at += length;
    }
  }
  return all;
}

/** Who wrote the characters at `offset`, and the ids of these. */
function idsAt(text: Y.Text, offset: number, length: number): IdRange[] {
  const ids: IdRange[] = [];
  let start = 0;
  for (const item of itemsOf(text)) {
    if (item.deleted || !item.countable) continue;
    const from = Math.max(offset, start);
    const to = Math.min(offset + length, start + item.length);
    if (to > from) {
      ids.push({ client: item.id.client, clock: item.id.clock + from - start, length: to - from });
    }
    start += item.length;
    if (start >= offset + length) break;
  }
  return ids;
}

/** Yjs has no public way to walk through a text with its deleted parts; its own iterators begin here, too. */
function* itemsOf(text: Y.Text): Generator<Y.Item> {
  for (let item = text._start; item !== null; item = item.right) yield item;
}

function overlaps<Range extends IdRange>(
  { id, length }: Y.Item,
  ranges: readonly Range[],
): { clock: number; length: number; range: Range }[] {
  const own = { client: id.client, clock: id.clock, length };
  return ranges
    .flatMap((range) => {
      const part = common(range, own);
      return part === undefined ? [] : [{ ...part, range }];
    })
    .sort((a, b) => a.clock - b.clock);
}

function common(one: IdRange, other: IdRange): { clock: number; length: number } | undefined {
  const clock = Math.max(one.clock, other.clock);
  const length = Math.min(one.clock + one.length, other.clock + other.length) - clock;
  return one.client === other.client && length > 0 ? { clock, length } : undefined;
}

function contains({ client, clock, length }: IdRange, otherClient: number, otherClock: number): boolean {
  return client === otherClient && otherClock >= clock && otherClock < clock + length;
}

/** Joins neighbors, because one edit of the editor must not name a place twice. */
function joined(found: readonly Restoring[]): Restoring[] {
  const result: Restoring[] = [];
  for (const next of found.toSorted((a, b) => a.offset - b.offset)) {
    const last = result.at(-1);
    if (last === undefined || next.offset > last.offset + last.length) {
      result.push(next);
      continue;
    }
    result[result.length - 1] = {
      offset: last.offset,
      length: Math.max(last.length, next.offset + next.length - last.offset),
      text: last.text + next.text,
      originals: [...last.originals, ...next.originals],
    };
  }
  return result;
}
