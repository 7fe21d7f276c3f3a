import { z } from 'zod';
import { healthSchema } from '../../shared/api/health.ts';
import { problemSchema } from '../../shared/api/problem.ts';
import {
  changeRoomSchema,
  createRoomSchema,
  listRoomsQuerySchema,
  roomSchema,
} from '../../shared/api/rooms.ts';

/** The REST interface as OpenAPI 3.1, from the schemas that check the requests. */
export function describeApi(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tandem relay',
      version,
      description: 'Rooms for pair programming. Editing itself goes over WebSockets: see docs/protocol.md.',
    },
    paths: {
      '/rooms': {
        post: {
          operationId: 'createRoom',
          summary: 'Create a room',
          requestBody: json('CreateRoom'),
          responses: { 201: response('The new room', 'Room'), ...problems(400, 413, 415, 422, 500) },
        },
        get: {
          operationId: 'listRooms',
          summary: 'List rooms, newest first',
          parameters: queryParameters(),
          responses: {
            200: {
              description: 'A page of rooms',
              headers: { 'X-Total-Count': { description: 'Rooms in all', schema: { type: 'integer' } } },
              content: { 'application/json': { schema: { type: 'array', items: reference('Room') } } },
            },
            ...problems(422, 500),
          },
        },
      },
      '/rooms/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: {
          operationId: 'getRoom',
          summary: 'A room with its text as it is now',
          responses: { 200: response('The room', 'Room'), ...problems(404, 500) },
        },
        patch: {
          operationId: 'changeRoom',
          summary: 'Change name, language or text; answered when it is on disk',
          requestBody: json('ChangeRoom'),
          responses: { 200: response('The room', 'Room'), ...problems(400, 404, 413, 415, 422, 500, 503) },
        },
        delete: {
          operationId: 'deleteRoom',
          summary: 'Delete a room with its history; whoever is in it is sent away (4404)',
          responses: { 204: { description: 'Deleted' }, ...problems(404, 500) },
        },
      },
      '/health': {
        get: {
          operationId: 'getHealth',
          summary: 'Whether the relay and its database work',
          responses: {
            200: response('All is well', 'Health'),
            503: response('The database is away', 'Health'),
          },
        },
      },
    },
    components: {
      schemas: {
        CreateRoom: schemaOf(createRoomSchema),
        ChangeRoom: schemaOf(changeRoomSchema),
        Room: schemaOf(roomSchema),
        Health: schemaOf(healthSchema),
        Problem: schemaOf(problemSchema),
      },
    },
  };
}

function schemaOf(schema: z.ZodType): object {
  // Without $schema: an OpenAPI 3.1 document has this dialect throughout.
  return { ...z.toJSONSchema(schema, { io: 'input' }), $schema: undefined };
}

function queryParameters(): object[] {
  const { properties = {} } = z.toJSONSchema(listRoomsQuerySchema, { io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function reference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function json(name: string): object {
  return { required: true, content: { 'application/json': { schema: reference(name) } } };
}

function response(description: string, name: string): object {
  return { description, content: { 'application/json': { schema: reference(name) } } };
}

function problems(...statuses: readonly number[]): Record<number, object> {
  const content = { 'application/problem+json': { schema: reference('Problem') } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: DESCRIPTIONS[status] ?? '', content }]),
  );
}

const DESCRIPTIONS: Record<number, string> = {
  400: 'Not JSON',
  404: 'No such room',
  413: 'Too large',
  415: 'Not sent as JSON',
  422: 'Some field is not as it has to be',
  500: 'The relay failed',
  503: 'Not at the moment',
};
