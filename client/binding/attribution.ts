import type { RequestedReplace } from '../ports.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';

/**
 * Whose event is the first one after an accepted request? `ours`: it holds every requested replacement, and
 * perhaps others. `altered`: it shows a trace of ours, but not all of it. `foreign`: nothing of ours is in
 * it, so the editor accepted the edit and did nothing.
 */
export type Attribution = 'ours' | 'altered' | 'foreign';

export function attribute(
  changes: readonly TextReplace[],
  requested: readonly RequestedReplace[],
): Attribution {
  if (containsAll(changes, requested)) return 'ours';
  return requested.some((replace) => changes.some((change) => isTrace(change, replace)))
    ? 'altered'
    : 'foreign';
}

/** True when the event holds every requested replacement. */
export function containsAll(
  changes: readonly TextReplace[],
  requested: readonly RequestedReplace[],
): boolean {
  // An event lists its changes from the end to the start, so an extra change further up does not move those
  // below.
  const left = new Map<string, number>();
  for (const change of changes) {
    const key = keyOf(change);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return requested.every((replace) => {
    const key = keyOf(replace);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  });
}

function isTrace(change: TextReplace, replace: RequestedReplace): boolean {
  if (replace.text !== '') return change.text.includes(replace.text);
  return (
    change.text === '' &&
    change.offset <= replace.offset &&
    change.offset + change.length >= replace.offset + replace.length
  );
}

function keyOf({ offset, length, text }: TextReplace): string {
  return `${offset},${length},${text}`;
}
