import { z } from 'zod';
import {
  AUTOCOMPLETE_SAMPLE,
  autocompleteEventSchema,
  autocompleteRequestSchema,
  autocompleteResponseSchema,
} from '../../shared/api/autocomplete.ts';
import { healthSchema } from '../../shared/api/health.ts';
import { participantSchema } from '../../shared/api/participants.ts';
import { problemSchema } from '../../shared/api/problem.ts';
import {
  changeRoomSchema,
  createdRoomSchema,
  createRoomSchema,
  listedRoomSchema,
  listRoomsQuerySchema,
  roomSchema,
  roomSummarySchema,
} from '../../shared/api/rooms.ts';

/** The REST interface as OpenAPI 3.1, from the schemas that check the requests; `address` is PUBLIC_URL. */
export function describeApi(version: string, address: string | undefined): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tandem relay',
      version,
      description: 'Rooms for pair programming. Editing itself goes over WebSockets: see docs/protocol.md.',
    },
    servers: [
      ...(address === undefined ? [] : [{ url: address }]),
      { url: './', description: 'Beside this document, wherever it was read' },
    ],
    paths: {
      '/rooms': {
        post: {
          operationId: 'createRoom',
          summary: 'Create a room',
          requestBody: json('CreateRoom', { name: 'Test Room', language: 'python' }),
          responses: {
            201: {
              ...response('The new room, with the token of its owner', reference('CreatedRoom')),
              headers: header('Location', 'Its address'),
            },
            ...problems(400, 401, 403, 413, 415, 422, 500, 503),
            ...LIMITED,
          },
        },
        get: {
          operationId: 'listRooms',
          summary: 'List rooms, newest first',
          parameters: queryParameters(),
          responses: {
            200: {
              ...response('A page of rooms, without texts where fields=summary', {
                anyOf: ['ListedRoom', 'RoomSummary'].map((name) => ({
                  type: 'array',
                  items: reference(name),
                })),
              }),
              headers: {
                ...header('X-Total-Count', 'Rooms in all', 'integer'),
                ...header('Link', 'The next page as rel="next", when there is one'),
              },
            },
            ...problems(400, 401, 403, 422, 500, 503),
            ...LIMITED,
          },
        },
      },
      '/rooms/{id}': {
        parameters: [ROOM_ID],
        get: {
          operationId: 'getRoom',
          summary: 'A room with its text as it is now',
          responses: {
            200: response('The room', reference('Room')),
            ...problems(400, 401, 403, 404, 500, 503),
            ...LIMITED,
          },
        },
        patch: {
          operationId: 'changeRoom',
          summary:
            'Change name, language or text, and as its owner whether a model may see it; answered when it is on disk',
          requestBody: json('ChangeRoom', { name: 'Another name' }),
          responses: {
            200: response('The room', reference('Room')),
            ...problems(400, 401, 403, 404, 413, 415, 422, 500, 503),
            ...LIMITED,
          },
        },
        delete: {
          operationId: 'deleteRoom',
          summary: 'Delete a room with its history; whoever is in it is sent away (4404)',
          responses: {
            204: { description: 'Deleted' },
            ...problems(400, 401, 403, 404, 500, 503),
            ...LIMITED,
          },
        },
      },
      '/rooms/{id}/participants': {
        parameters: [ROOM_ID],
        get: {
          operationId: 'listParticipants',
          summary: 'Who is in a room, in the order in which they came',
          responses: {
            200: response('The participants', { type: 'array', items: reference('Participant') }),
            ...problems(400, 401, 403, 404, 500, 503),
            ...LIMITED,
          },
        },
      },
      '/join/{id}': {
        parameters: [ROOM_ID],
        get: {
          operationId: 'showInvite',
          summary: 'The invite as a page for people: it opens the room in VS Code; no text is on it',
          responses: { 200: page('The invite'), ...problems(400, 403, 500, 503), 404: page('No such room') },
        },
      },
      '/autocomplete': {
        post: {
          operationId: 'autocomplete',
          summary: 'What may stand at the cursor',
          requestBody: json('Autocomplete', AUTOCOMPLETE_SAMPLE),
          responses: {
            200: {
              ...response('Suggestions; an empty list when there is none', reference('Suggestions')),
              headers: header(
                'Retry-After',
                'Seconds until a model that did not answer may be asked again',
                'integer',
              ),
            },
            ...problems(400, 401, 403, 413, 415, 422, 503),
            ...LIMITED,
          },
        },
      },
      '/autocomplete/events': {
        post: {
          operationId: 'tellOfCompletion',
          summary: 'What became of a suggestion: counts, and no text',
          requestBody: json('AutocompleteEvent', {
            id: 'the id of the answer',
            event: 'shown',
            chars: 12,
            ms: 750,
          }),
          responses: {
            204: { description: 'Counted, where the answer is known and this was not told before' },
            ...problems(400, 401, 403, 413, 415, 422),
            ...LIMITED,
          },
        },
      },
      '/health': {
        get: {
          operationId: 'getHealth',
          summary: 'Whether the relay and its database work, and who it is',
          parameters: [
            challenge(
              'nonce',
              '16 to 64 random bytes in base64url; the relay signs them together with address',
            ),
            challenge('address', 'Where the client believes the relay to be; signed where it is there'),
          ],
          responses: {
            200: response('All is well', reference('Health')),
            ...problems(400, 403),
            503: response('The database cannot be written', reference('Health')),
          },
        },
      },
      '/metrics': {
        get: {
          operationId: 'getMetrics',
          summary:
            'Counts and times for Prometheus: for programs of its own computer, and for holders of a team key',
          responses: {
            200: { description: 'The metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
            ...problems(400, 401, 403),
          },
        },
      },
    },
    security: [{}, { team: [] }, { owner: [] }],
    components: {
      securitySchemes: {
        team: { type: 'http', scheme: 'bearer', description: 'A team key, where the relay is for a team' },
        owner: { type: 'http', scheme: 'bearer', description: 'The owner_token that creating the room gave' },
      },
      schemas: {
        CreateRoom: schemaOf(createRoomSchema),
        ChangeRoom: schemaOf(changeRoomSchema),
        Room: schemaOf(roomSchema),
        CreatedRoom: schemaOf(createdRoomSchema),
        ListedRoom: schemaOf(listedRoomSchema),
        RoomSummary: schemaOf(roomSummarySchema),
        Participant: schemaOf(participantSchema),
        Autocomplete: schemaOf(autocompleteRequestSchema),
        AutocompleteEvent: schemaOf(autocompleteEventSchema),
        Suggestions: schemaOf(autocompleteResponseSchema),
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
  const { properties = {} } = z.toJSONSchema(listRoomsQuerySchema, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function challenge(name: 'nonce' | 'address', description: string): object {
  return { name, in: 'query', required: false, description, schema: { type: 'string' } };
}

function reference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function json(name: string, example: object): object {
  return { required: true, content: { 'application/json': { schema: reference(name), example } } };
}

function response(description: string, schema: object): object {
  return { description, content: { 'application/json': { schema } } };
}

function page(description: string): object {
  return { description, content: { 'text/html': { schema: { type: 'string' } } } };
}

function header(name: string, description: string, type = 'string'): object {
  return { [name]: { description, schema: { type } } };
}

function problems(...statuses: readonly (keyof typeof DESCRIPTIONS)[]): Record<number, object> {
  const content = { 'application/problem+json': { schema: reference('Problem') } };
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: DESCRIPTIONS[status], content, ...(status === 503 && { headers: RETRY_AFTER }) },
    ]),
  );
}

const ROOM_ID = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a room',
  schema: { type: 'string' },
};

const DESCRIPTIONS = {
  400: 'Not JSON, not UTF-8, a wrong nonce or address, or a key in the address',
  401: "A team key, or the owner's token, is missing or not valid",
  403: 'The relay is not known by the host name of the request, pages of this origin may not do this, or the token is not the one that this needs',
  404: 'No such room',
  413: 'Too large',
  415: 'Not sent as JSON in UTF-8',
  422: 'A field is invalid',
  429: 'Too many requests from this address',
  500: 'The relay failed',
  503: 'Not at the moment',
} as const;

const RETRY_AFTER = header('Retry-After', 'Seconds until another attempt is worth while', 'integer');

const LIMITED = {
  429: {
    ...problems(429)[429],
    headers: header('Retry-After', 'Seconds until the next may be sent', 'integer'),
  },
};
