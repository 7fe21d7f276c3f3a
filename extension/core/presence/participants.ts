import * as Y from 'yjs';
import { MAX_PRESENCE_SELECTIONS } from '../../../shared/limits.ts';
import { presenceSchema, type Presence } from '../../../shared/protocol/presence.ts';
import { displayName } from '../../../shared/presence/displayName.ts';
import { nearestColor, type PaletteColor } from '../../../shared/presence/palette.ts';

/** A selection in offsets of the shared text; a caret has both ends at one place. */
export interface SharedSelection {
  readonly anchor: number;
  readonly head: number;
}

/** Somebody in the room, as shown. */
export interface Participant {
  readonly id: number;
  readonly name: string;
  readonly color: PaletteColor;
  readonly isSelf: boolean;
  /** The primary one first; none while they are elsewhere. */
  readonly selections: readonly SharedSelection[];
}

/** The participants that awareness `states` speak of, oneself first, then by name. What does not parse is not shown. */
export function readParticipants(
  states: ReadonlyMap<number, unknown>,
  selfId: number,
  text: Y.Text,
): Participant[] {
  const participants: Participant[] = [];
  for (const [id, state] of states) {
    const parsed = presenceSchema.safeParse(state);
    if (!parsed.success) continue;
    const name = displayName(parsed.data.user?.name ?? '') ?? 'Guest';
    participants.push({
      id,
      name,
      color: nearestColor(parsed.data.user?.color, name),
      isSelf: id === selfId,
      selections: readSelections(parsed.data, text),
    });
  }
  return participants.sort(
    (a, b) => Number(b.isSelf) - Number(a.isSelf) || a.name.localeCompare(b.name) || a.id - b.id,
  );
}

/** The awareness fields `cursor` and `selections` for `selections` of `text`. */
export function writeSelections(
  text: Y.Text,
  selections: readonly SharedSelection[],
): Pick<Presence, 'cursor' | 'selections'> {
  const position = (offset: number): Record<string, unknown> =>
    Y.relativePositionToJSON(
      Y.createRelativePositionFromTypeIndex(text, Math.max(0, Math.min(offset, text.length))),
    ) as Record<string, unknown>;
  const written = selections
    .slice(0, MAX_PRESENCE_SELECTIONS)
    .map(({ anchor, head }) => ({ anchor: position(anchor), head: position(head) }));
  return { cursor: written[0] ?? null, selections: written };
}

function readSelections(presence: Presence, text: Y.Text): SharedSelection[] {
  const written = presence.selections ?? (presence.cursor ? [presence.cursor] : []);
  const selections: SharedSelection[] = [];
  for (const { anchor, head } of written.slice(0, MAX_PRESENCE_SELECTIONS)) {
    const from = readPosition(anchor, text);
    const to = readPosition(head, text);
    if (from !== undefined && to !== undefined) selections.push({ anchor: from, head: to });
  }
  return selections;
}

function readPosition(json: unknown, text: Y.Text): number | undefined {
  const doc = text.doc;
  if (doc === null) return undefined;
  try {
    const relative = Y.createRelativePositionFromJSON(json);
    const absolute = Y.createAbsolutePositionFromRelativePosition(relative, doc);
    return absolute?.type === text ? absolute.index : undefined;
  } catch {
    // A stranger's position may be anything; one that Yjs cannot read is nowhere.
    return undefined;
  }
}
