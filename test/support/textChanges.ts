import type { TextReplace } from '../../shared/text/replaces.ts';

/** What one edit has replaced, in offsets of the text before the undo step and of the text after it. */
export interface TextChange {
  readonly oldOffset: number;
  readonly oldText: string;
  readonly newOffset: number;
  readonly newText: string;
}

/** What the replacements of one edit (ascending, disjoint) replace in `text`. */
export function textChangesOf(edits: readonly TextReplace[], text: string): TextChange[] {
  let shift = 0;
  return edits.map(({ offset, length, text: newText }) => {
    const newOffset = offset + shift;
    shift += newText.length - length;
    return { oldOffset: offset, oldText: text.slice(offset, offset + length), newOffset, newText };
  });
}

/**
 * What two edits in a row come to, as VS Code's undo stack joins them: changes are cut where they overlap, joined where
 * they touch, and left out where nothing has changed. An undo moves carets by what comes out here. All lists ascend.
 */
export function joinTextChanges(earlier: readonly TextChange[], later: readonly TextChange[]): TextChange[] {
  if (earlier.length === 0) return [...later];
  const joined: TextChange[] = [];
  const [befores, afters] = [[...earlier], [...later]];
  let [grownBefore, grownAfter] = [0, 0];
  const keepBefore = (change: TextChange): void => {
    joined.push({ ...change, newOffset: change.newOffset + grownAfter });
    grownBefore += growth(change);
  };
  const keepAfter = (change: TextChange): void => {
    joined.push({ ...change, oldOffset: change.oldOffset - grownBefore });
    grownAfter += growth(change);
  };
  for (;;) {
    const [before] = befores;
    const [after] = afters;
    if (after && (!before || oldEnd(after) <= before.newOffset)) {
      keepAfter(after);
      afters.shift();
    } else if (before && (!after || newEnd(before) <= after.oldOffset)) {
      keepBefore(before);
      befores.shift();
    } else if (!before || !after) {
      break;
    } else if (after.oldOffset < before.newOffset) {
      const [first, rest] = cutOldText(after, before.newOffset - after.oldOffset);
      keepAfter(first);
      afters[0] = rest;
    } else if (before.newOffset < after.oldOffset) {
      const [first, rest] = cutNewText(before, after.oldOffset - before.newOffset);
      keepBefore(first);
      befores[0] = rest;
    } else {
      const shared = Math.min(before.newText.length, after.oldText.length);
      const [one, restBefore] = cutNewText(before, shared);
      const [two, restAfter] = cutOldText(after, shared);
      befores.splice(0, 1, ...(restBefore.newText === '' ? [] : [restBefore]));
      afters.splice(0, 1, ...(restAfter.oldText === '' ? [] : [restAfter]));
      joined.push({ ...one, newOffset: two.newOffset, newText: two.newText });
      grownBefore += growth(one);
      grownAfter += growth(two);
    }
  }
  return touchingAsOne(joined).filter(({ oldText, newText }) => oldText !== newText);
}

function touchingAsOne(changes: readonly TextChange[]): TextChange[] {
  const merged: TextChange[] = [];
  for (const change of changes) {
    const last = merged.at(-1);
    if (last && oldEnd(last) === change.oldOffset) {
      merged[merged.length - 1] = {
        ...last,
        oldText: last.oldText + change.oldText,
        newText: last.newText + change.newText,
      };
    } else {
      merged.push(change);
    }
  }
  return merged;
}

function cutNewText(change: TextChange, at: number): [TextChange, TextChange] {
  const { newOffset, newText } = change;
  return [
    { ...change, newText: newText.slice(0, at) },
    { oldOffset: oldEnd(change), oldText: '', newOffset: newOffset + at, newText: newText.slice(at) },
  ];
}

function cutOldText(change: TextChange, at: number): [TextChange, TextChange] {
  const { oldOffset, oldText } = change;
  return [
    { ...change, oldText: oldText.slice(0, at) },
    { oldOffset: oldOffset + at, oldText: oldText.slice(at), newOffset: newEnd(change), newText: '' },
  ];
}

const oldEnd = ({ oldOffset, oldText }: TextChange): number => oldOffset + oldText.length;
const newEnd = ({ newOffset, newText }: TextChange): number => newOffset + newText.length;
const growth = ({ oldText, newText }: TextChange): number => newText.length - oldText.length;
