import * as Y from 'yjs';
import { MAX_PRESENCE_SELECTIONS } from '../../shared/limits.ts';
import type { Presence } from '../../shared/protocol/presence.ts';
import { offsetsOf } from '../binding/textPositions.ts';

/** A selection in offsets of the shared text. A caret has both ends at one place. */
export interface SharedSelection {
  readonly anchor: number;
  readonly head: number;
}

/** The part of the shared text on somebody's screen, in offsets. */
export interface SharedViewport {
  readonly first: number;
  readonly last: number;
}

/** Where somebody is, in offsets of the text. */
export interface PresencePlaces {
  /** The primary one first. */
  readonly selections: readonly SharedSelection[];
  readonly viewport: SharedViewport | undefined;
}

/** The places of each of `presences`, in one walk over the text. */
export function placePresences(presences: readonly Presence[], text: Y.Text): PresencePlaces[] {
  const written = presences.map(({ selections, cursor, viewport }) => ({
    ranges: (selections ?? (cursor ? [cursor] : [])).slice(0, MAX_PRESENCE_SELECTIONS),
    viewport,
  }));
  const offsets = offsetsOf(
    text,
    written.flatMap(({ ranges, viewport }) => [
      ...ranges.flatMap(({ anchor, head }) => [read(anchor), read(head)]),
      ...(viewport ? [read(viewport.first), read(viewport.last)] : []),
    ]),
  );
  let next = 0;
  return written.map(({ ranges, viewport }) => {
    const selections = ranges.flatMap(() => {
      const [anchor, head] = [offsets[next++], offsets[next++]];
      return anchor === undefined || head === undefined ? [] : [{ anchor, head }];
    });
    if (!viewport) return { selections, viewport: undefined };
    const [first, last] = [offsets[next++], offsets[next++]];
    return { selections, viewport: first === undefined || last === undefined ? undefined : { first, last } };
  });
}

/** A stranger may send any position. */
function read(json: unknown): Y.RelativePosition | undefined {
  try {
    return Y.createRelativePositionFromJSON(json);
  } catch {
    return undefined;
  }
}
