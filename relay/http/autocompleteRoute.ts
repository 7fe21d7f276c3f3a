import { limitedAddress } from '../names/limitedAddress.ts';
import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { autocompleteEventSchema, autocompleteRequestSchema } from '../../shared/api/autocomplete.ts';
import { MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { wholeOffset } from '../../shared/text/surrogates.ts';
import type {
  AskedRoom,
  RelayCompleter,
  RelayCompletionResponse,
  RelayCompletionRequest,
} from '../completion/relayCompleter.ts';
import type { Access, Visit } from '../access/access.ts';
import type { Principal } from '../access/principal.ts';
import type { LongWork } from '../costs/longWork.ts';
import type { Log } from '../log.ts';
import type { ServiceMetrics } from '../metrics/serviceMetrics.ts';
import { isRefusal, RefusedError } from '../refusedError.ts';
import { isUnreadable } from '../rooms/documents/unreadable.ts';
import type { Room } from '../rooms/room.ts';
import type { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import type { RoomRecord } from '../store/roomStore.ts';
import { type Doors, principalOf } from './doors.ts';
import { bodyOf, readJsonBody } from './jsonBody.ts';

export interface AutocompleteParts {
  readonly completer: RelayCompleter;
  readonly rooms: RoomCatalogue;
  readonly access: Access;
  readonly doors: Doors;
  readonly metrics: ServiceMetrics;
  readonly longWork: LongWork;
  readonly log: Log;
  readonly limit: Middleware;
  readonly limitEvents: Middleware;
}

/** `POST /autocomplete`: what may stand at the cursor; `POST /autocomplete/events`: what became of it. */
export function addAutocompleteRoute(router: Router, parts: AutocompleteParts): void {
  const { completer, rooms, access, doors, metrics, log, limit, limitEvents } = parts;
  const readBody = readJsonBody(parts.longWork);
  router.post('/autocomplete', limit, doors.known, readBody, async (context) => {
    const body = bodyOf(context, autocompleteRequestSchema);
    const { code, cursor_position: position, language, path = '', trigger, tier } = body;
    if (code.length > MAX_TEXT_UNITS) throw RefusedError.of('codeTooLong');
    const unavailable = (error: unknown): never => {
      // Who types on hangs up, many times a minute: that is no failure.
      if (!context.res.closed) {
        metrics.completed('failed');
        log.warn({ err: error }, 'a completion failed');
      }
      throw RefusedError.of('noCompletions');
    };
    const principal = principalOf(context);
    const visit = await visitTo(body.room_id, principal, access).catch(unavailable);
    if (visit === undefined) access.requireTeam(principal);
    const asked = visit && (await askedRoom(rooms, visit, body.participant_id).catch(unavailable));
    const request: RelayCompletionRequest = {
      code,
      cursor: cursorIn(code, position),
      language,
      path,
      isExplicit: trigger === 'explicit',
      isAutomatic: trigger === 'automatic',
      tier,
      room: asked?.room,
      // A name that nobody in the room has is nobody's.
      person: asked?.participant ?? limitedAddress(context),
    };
    const { body: response, retryAfterMs } = await complete(completer, request, context).catch(unavailable);
    metrics.completed(response.suggestions.length > 0 ? 'suggested' : 'empty');
    if (retryAfterMs !== undefined)
      context.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))));
    context.body = response;
  });

  router.post('/autocomplete/events', limitEvents, doors.team, readBody, (context) => {
    const counted = completer.acceptance.heard(bodyOf(context, autocompleteEventSchema));
    if (counted !== undefined) metrics.suggestionEvent(counted);
    context.status = 204;
  });
}

/** Clamped to the text, and never between the halves of a surrogate pair. */
function cursorIn(code: string, position: number): number {
  return wholeOffset(code, Math.min(position, code.length));
}

/** The room that a request names, where whoever asks may write in it; undefined for no room, or none that there is. */
async function visitTo(
  roomId: string | undefined,
  principal: Principal,
  access: Access,
): Promise<RoomVisit | undefined> {
  const id = roomId === undefined ? undefined : parseRoomId(roomId);
  const visit = id && (await access.visit(principal, id));
  if (visit?.room === undefined || !visit.can('write')) return undefined;
  return { room: visit.room, can: visit.can };
}

/** Somebody in a room that there is. */
type RoomVisit = Pick<Visit, 'can'> & { readonly room: RoomRecord };

/** What of the room counts, and who of its participants asks. */
async function askedRoom(
  rooms: RoomCatalogue,
  { room: { id, language, modelCompletions }, can }: RoomVisit,
  participantId: string | undefined,
): Promise<{ room: AskedRoom; participant: string | undefined }> {
  const open = rooms.open(id);
  const isHere = open?.presence.roster().some(({ participant }) => participant.id === participantId) ?? false;
  const text = open && (await textOf(open));
  return {
    room: {
      id,
      isModelAllowed: modelCompletions && can('askModel'),
      source: text === undefined ? undefined : { id, text, language },
    },
    participant: isHere ? participantId : undefined,
  };
}

/** Undefined for a large room whose text is not to be had now: then the code of the request has to do. */
async function textOf(room: Room): Promise<string | undefined> {
  try {
    return await room.text();
  } catch (error) {
    if (isUnreadable(error) || isRefusal(error, 'largeRoomsBusy')) return undefined;
    throw error;
  }
}

async function complete(
  completer: RelayCompleter,
  request: RelayCompletionRequest,
  context: Context,
): Promise<RelayCompletionResponse> {
  const abort = new AbortController();
  const onClose = () => abort.abort();
  context.res.once('close', onClose);
  try {
    return await completer.complete(request, abort.signal);
  } finally {
    context.res.off('close', onClose);
  }
}
