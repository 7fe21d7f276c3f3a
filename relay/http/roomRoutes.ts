import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import {
  changeRoomSchema,
  createRoomSchema,
  listRoomsQuerySchema,
  type RoomBody,
} from '../../shared/api/rooms.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import { StoppingError } from '../rooms/openRooms.ts';
import { type Refusal, RoomRefusal } from '../rooms/reception.ts';
import { PartlyChangedError, type RoomCatalogue, type RoomView } from '../rooms/roomCatalogue.ts';
import { TextTooLongError } from '../rooms/roomText.ts';
import { bodyOf, readJsonBody } from './jsonBody.ts';
import { ProblemError } from './problem.ts';

/** Rooms over REST. `limitCreation` runs before a room is created. */
export function addRoomRoutes(router: Router, rooms: RoomCatalogue, limitCreation: Middleware): void {
  router.post('/rooms', limitCreation, readJsonBody(), async (context) => {
    const body = bodyOf(context, createRoomSchema);
    const room = await refusable(rooms.create(body));
    context.status = 201;
    context.set('Location', `/rooms/${room.id}`);
    context.body = show(room);
  });

  router.get('/rooms', async (context) => {
    const query = listRoomsQuerySchema.safeParse(context.query);
    if (!query.success) throw ProblemError.ofFields(query.error);
    const { rooms: page, total } = await rooms.list(query.data);
    context.set('X-Total-Count', String(total));
    const { skip, limit } = query.data;
    const next = skip + page.length;
    if (page.length > 0 && next < total)
      context.set('Link', `</rooms?skip=${next}&limit=${limit}>; rel="next"`);
    context.body = page.map(show);
  });

  router.get('/rooms/:id', async (context) => {
    context.body = show(found(await rooms.read(idOf(context))));
  });

  router.patch('/rooms/:id', readJsonBody(), async (context) => {
    const body = bodyOf(context, changeRoomSchema);
    context.body = show(found(await refusable(rooms.change(idOf(context), body))));
  });

  router.delete('/rooms/:id', async (context) => {
    if (!(await rooms.delete(idOf(context)))) throw NO_SUCH_ROOM;
    context.status = 204;
  });
}

function show({ id, name, code, language, createdAt, updatedAt }: RoomView): RoomBody {
  return {
    id,
    name,
    code,
    language,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

/** The id in the address; throws 404 where it is none. */
export function idOf(context: Context): RoomId {
  const id = parseRoomId((context.params as { id?: string }).id ?? '');
  // The same answer as for a room that does not exist: what is no id names no room.
  if (id === undefined) throw NO_SUCH_ROOM;
  return id;
}

/** Throws 404 for a room that is not there. */
export function found<T>(room: T | undefined): T {
  if (room === undefined) throw NO_SUCH_ROOM;
  return room;
}

async function refusable<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof TextTooLongError) throw new ProblemError(413, error.message);
    if (error instanceof StoppingError)
      throw new ProblemError(503, 'The relay is restarting; try again in a moment.');
    if (error instanceof PartlyChangedError) throw new ProblemError(503, error.message);
    if (error instanceof RoomRefusal) throw new ProblemError(STATUS[error.refusal.cause], error.message);
    throw error;
  }
}

const NO_SUCH_ROOM = new ProblemError(404, 'There is no such room; it may have been deleted.');

const STATUS: Record<Refusal['cause'], number> = {
  malformed: 422,
  'too large': 413,
  overloaded: 503,
  gone: 404,
};
