import type Router from '@koa/router';
import type { Middleware } from 'koa';
import {
  changeRoomSchema,
  createRoomSchema,
  listRoomsQuerySchema,
  type CreatedRoomBody,
  type ListedRoomBody,
  type ListRoomsQuery,
  type RoomBody,
  type RoomSummaryBody,
} from '../../shared/api/rooms.ts';
import { type RoomPlace, writeRoomPlace } from '../../shared/api/roomPlace.ts';
import { assertNever } from '../../shared/assertNever.ts';
import type { RelayNames } from '../names/relayNames.ts';
import { RefusedError } from '../refusedError.ts';
import type { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import type { RoomRecord } from '../store/roomStore.ts';
import type { LongWork } from '../costs/longWork.ts';
import { LargeAnswers } from './answerLarge.ts';
import type { Doors } from './doors.ts';
import { bodyOf, readJsonBody } from './jsonBody.ts';
import { parseQuery } from './parseFields.ts';
import { found, idOf } from './roomInAddress.ts';
import { takeTurn } from './takeTurn.ts';

export interface RoomRoutesParts {
  readonly rooms: RoomCatalogue;
  readonly names: RelayNames;
  readonly doors: Doors;
  readonly longWork: LongWork;
  /** Runs before every request for rooms, and, `limitCreation`, before one is created. */
  readonly charge: Middleware;
  readonly limitCreation: Middleware;
}

/** Rooms over REST. */
export function addRoomRoutes(
  router: Router,
  { rooms, names, doors, longWork, charge, limitCreation }: RoomRoutesParts,
): void {
  const readBody = readJsonBody(longWork);
  // How long a text takes goes by the room, and not by the body.
  const readChange = readJsonBody(longWork, (body) => 'code' in body);
  const turn = takeTurn(longWork);
  const answers = new LargeAnswers(longWork);
  router.post('/rooms', charge, doors.team, limitCreation, readBody, async (context) => {
    const body = bodyOf(context, createRoomSchema);
    await answers.change(context, body, async () => {
      const { ownerToken, ...room } = await rooms.create(body);
      context.status = 201;
      context.set('Location', names.pathTo(`/rooms/${room.id}`));
      context.set('Cache-Control', 'no-store');
      const created: CreatedRoomBody = { ...show(room), owner_token: ownerToken };
      return created;
    });
  });

  router.get('/rooms', charge, doors.team, async (context) => {
    const query = parseQuery(listRoomsQuerySchema, context.query);
    const { limit, fields } = query;
    await answers.find(context, async () => {
      const { bodies, total, next } = await listed(rooms, query);
      context.set('X-Total-Count', String(total));
      const chosen = fields === 'all' ? '' : `&fields=${fields}`;
      if (next !== undefined) {
        const address = `${names.pathTo('/rooms')}?after=${writeRoomPlace(next)}&limit=${limit}${chosen}`;
        context.set('Link', `<${address}>; rel="next"`);
      }
      return bodies;
    });
  });

  router.get('/rooms/:id', charge, doors.known, async (context) => {
    const id = idOf(context);
    await doors.room(context);
    await answers.find(context, async () => show(found(await rooms.read(id))));
  });

  router.patch('/rooms/:id', charge, doors.known, readChange, async (context) => {
    const { model_completions: modelCompletions, ...body } = bodyOf(context, changeRoomSchema);
    const id = idOf(context);
    const visit = await doors.room(context);
    if (body.code !== undefined) visit.require('write');
    if (body.name !== undefined || body.language !== undefined) visit.require('rename');
    if (modelCompletions !== undefined) visit.require('manage');
    const change = { ...body, modelCompletions };
    await answers.change(
      context,
      body,
      async () => show(found(await rooms.change(id, change))),
      async () => show(found(await rooms.read(id))),
    );
  });

  router.delete('/rooms/:id', charge, doors.known, turn, async (context) => {
    (await doors.room(context)).require('delete');
    if (!(await rooms.delete(idOf(context)))) throw RefusedError.of('noSuchRoom');
    context.status = 204;
  });
}

async function listed(
  rooms: RoomCatalogue,
  { fields, ...page }: ListRoomsQuery,
): Promise<{ bodies: (ListedRoomBody | RoomSummaryBody)[]; total: number; next: RoomPlace | undefined }> {
  switch (fields) {
    case 'all': {
      const { rooms: views, ...rest } = await rooms.list(page);
      return { bodies: views.map(show), ...rest };
    }
    case 'summary': {
      const { rooms: counts, ...rest } = await rooms.summarize(page);
      return {
        bodies: counts.map((room) => ({ ...outline(room), participants: room.participants })),
        ...rest,
      };
    }
    default:
      return assertNever(fields);
  }
}

function show<Code extends string | null>({
  code,
  ...record
}: RoomRecord & { code: Code }): Omit<RoomBody, 'code'> & { code: Code } {
  const { id, name, ...rest } = outline(record);
  return { id, name, code, ...rest };
}

function outline(record: RoomRecord): Omit<RoomBody, 'code'> {
  const { id, name, language, createdAt, updatedAt, modelCompletions } = record;
  return {
    id,
    name,
    language,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
    model_completions: modelCompletions,
  };
}
