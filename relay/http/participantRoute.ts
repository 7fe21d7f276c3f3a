import type Router from '@koa/router';
import type { Middleware } from 'koa';
import type { ParticipantBody } from '../../shared/api/participants.ts';
import { displayName } from '../../shared/presence/displayName.ts';
import { presenceSchema } from '../../shared/protocol/presence.ts';
import type { RosterEntry } from '../rooms/presence.ts';
import type { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import type { Doors } from './doors.ts';
import { found, idOf } from './roomInAddress.ts';

/** Who is in a room. `charge` runs before. */
export function addParticipantRoute(
  router: Router,
  { rooms, doors, charge }: { rooms: RoomCatalogue; doors: Doors; charge: Middleware },
): void {
  router.get('/rooms/:id/participants', charge, doors.known, async (context) => {
    await doors.room(context);
    context.set('Cache-Control', 'no-store');
    context.body = found(await rooms.participants(idOf(context))).map(show);
  });
}

function show({ participant, joinedAt, state }: RosterEntry): ParticipantBody {
  return {
    id: participant.id,
    name: state === undefined ? null : nameIn(state),
    protocol: participant.protocol,
    joined_at: new Date(joinedAt).toISOString(),
  };
}

/** Read once for each presence that is announced: it may be large, and be asked for at any rate. */
function nameIn(state: Uint8Array): string | null {
  const known = names.get(state);
  if (known !== undefined) return known;
  const name = readName(state);
  names.set(state, name);
  return name;
}

const names = new WeakMap<Uint8Array, string | null>();

/** Everybody writes their own presence, so it may hold anything. */
function readName(state: Uint8Array): string | null {
  const presence = presenceSchema.safeParse(JSON.parse(Buffer.from(state).toString()));
  return displayName(presence.data?.user?.name ?? '') ?? null;
}
