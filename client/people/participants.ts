import * as Y from 'yjs';
import { MAX_PRESENCE_SELECTIONS, PRESENCE_BYTES_PER_SECOND } from '../../shared/limits.ts';
import { presenceSchema, type Presence, type TextFingerprint } from '../../shared/protocol/presence.ts';
import { relativePositionAt } from '../binding/textPositions.ts';
import {
  placePresences,
  type PresencePlaces,
  type SharedSelection,
  type SharedViewport,
} from './presencePlaces.ts';
import { displayName } from '../../shared/presence/displayName.ts';
import { nearestColor, type PaletteColor } from '../../shared/presence/palette.ts';
import { translate } from '../translate.ts';

/** Somebody in the room, as shown. */
export interface Participant {
  readonly id: number;
  readonly name: string;
  readonly color: PaletteColor;
  readonly isSelf: boolean;
  /** They say that they created the room. */
  readonly isHost: boolean;
  /** The primary one first; none while they are elsewhere. */
  readonly selections: readonly SharedSelection[];
  /** Undefined while they look at something else, or if their client does not say. */
  readonly viewport: SharedViewport | undefined;
  /** The id of the participant that they follow. */
  readonly following: number | undefined;
  /** The id of their latest request for everybody to come. */
  readonly summons: string | undefined;
  /** The same in every room of one window. */
  readonly window: string | undefined;
}

const NOWHERE: PresencePlaces = { selections: [], viewport: undefined };

/**
 * The participants in the awareness `states`: this person first, then by name. Invalid states are not shown.
 */
export function readParticipants(
  states: ReadonlyMap<number, unknown>,
  selfId: number,
  text: Y.Text,
): Participant[] {
  const participants: Participant[] = [];
  const presences: Presence[] = [];
  // Finding the places walks over the text, so it happens once for everybody, and only on demand.
  let found: readonly PresencePlaces[] | undefined;
  const placesOf = (index: number): PresencePlaces => {
    found ??= placePresences(presences, text);
    return found[index] ?? NOWHERE;
  };
  for (const [id, state] of states) {
    const parsed = presenceSchema.safeParse(state);
    if (!parsed.success) continue;
    const index = presences.length;
    presences.push(parsed.data);
    const { user, following, summons, window, role } = parsed.data;
    const name = displayName(user?.name ?? '') ?? translate('Guest');
    participants.push({
      id,
      name,
      color: nearestColor(user?.color, name),
      isSelf: id === selfId,
      isHost: role === 'host',
      get selections() {
        return placesOf(index).selections;
      },
      get viewport() {
        return placesOf(index).viewport;
      },
      following: following ?? undefined,
      summons: summons ?? undefined,
      window: window ?? undefined,
    });
  }
  return participants.sort(
    (a, b) => Number(b.isSelf) - Number(a.isSelf) || a.name.localeCompare(b.name) || a.id - b.id,
  );
}

/** What the others' replicas read, as far as they have published it. */
export function readChecks(states: ReadonlyMap<number, unknown>, selfId: number): TextFingerprint[] {
  return [...states].flatMap(([id, state]) => {
    const check = id === selfId ? undefined : presenceSchema.safeParse(state).data?.check;
    return check === undefined ? [] : [check];
  });
}

/** The awareness fields `cursor` and `selections` for `selections` of `text`. */
export function writeSelections(
  text: Y.Text,
  selections: readonly SharedSelection[],
): Pick<Presence, 'cursor' | 'selections'> {
  const written = selections
    .slice(0, MAX_PRESENCE_SELECTIONS)
    .map(({ anchor, head }) => ({ anchor: writePosition(text, anchor), head: writePosition(text, head) }));
  return { cursor: written[0] ?? null, selections: written };
}

/** The awareness field `viewport`; null if the text is not on the screen. */
export function writeViewport(
  text: Y.Text,
  viewport: SharedViewport | undefined,
): { viewport: NonNullable<Presence['viewport']> | null } {
  if (viewport === undefined) return { viewport: null };
  const { first, last } = viewport;
  return { viewport: { first: writePosition(text, first), last: writePosition(text, last) } };
}

/**
 * How many milliseconds to publish nothing after `places`. Twenty carets fifteen times a second would be more
 * than a relay accepts. It would then also read the typing later.
 */
export function restAfterPresence(places: Partial<Presence>): number {
  return (JSON.stringify(places).length / (PRESENCE_BYTES_PER_SECOND * PLACES_SHARE)) * 1_000;
}

/** The rest is for the name, the color and whatever else goes out with each change. */
const PLACES_SHARE = 0.6;

function writePosition(text: Y.Text, offset: number): Record<string, unknown> {
  const within = Math.max(0, Math.min(offset, text.length));
  return Y.relativePositionToJSON(relativePositionAt(text, within, 0)) as Record<string, unknown>;
}
