import * as z from 'zod';
import {
  autocompleteResponseSchema,
  type AutocompleteEvent,
  type AutocompleteRequest,
  type AutocompleteResponse,
} from '../../shared/api/autocomplete.ts';
import { participantsSchema } from '../../shared/api/participants.ts';
import {
  createdRoomSchema,
  roomSchema,
  roomSummarySchema,
  type CreatedRoomBody,
  type RoomBody,
  type RoomSummaryBody,
} from '../../shared/api/rooms.ts';
import { pageLink } from '../../shared/room/inviteLink.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { plainText, type PlainText } from '../plainText.ts';
import { nextStart, type PageStart } from './pageStart.ts';
import {
  AnswerTooLargeError,
  askRelay,
  RedirectError,
  type HttpResponse,
  type HttpRequest,
} from './askRelay.ts';
import { isKeyTaken } from './isKeyTaken.ts';
import { noKeys, type RelayKeys } from './relayKeys.ts';
import type { RelayUrl } from './relayUrl.ts';
import { translate } from '../translate.ts';

/** What a relay refused, or that it did not answer: a sentence for the person. */
export class RelayApiError extends Error {
  override readonly name = 'RelayApiError';
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;

  /** The same as the message, but typed. */
  readonly sentence: PlainText;

  /** Where nothing answered; undefined after any other failure. */
  readonly silentRelay: RelayUrl | undefined;

  constructor(sentence: PlainText, status?: number, silentRelay?: RelayUrl) {
    super(sentence);
    this.sentence = sentence;
    this.status = status;
    this.silentRelay = silentRelay;
  }

  /** Nothing answers at that address. */
  static ofSilence(relay: RelayUrl): RelayApiError {
    return new RelayApiError(
      translate('The relay at {0} does not answer. Is it running, and is its address right?', relay),
      undefined,
      relay,
    );
  }
}

export interface RoomPage {
  readonly rooms: readonly RoomSummaryBody[];
  /** Where the next page begins, if there is one. */
  readonly next: PageStart | undefined;
}

interface CallOptions {
  /** Ends the call. Without it, a timeout does. */
  readonly signal?: AbortSignal;
  readonly ownerToken?: string;
}

/** A person waits for every one of these. */
const TIMEOUT_MS = 15_000;
/** How long a check may delay an invite's way to the clipboard. */
const PAGE_TIMEOUT_MS = 3_000;

/** The part of a relay's REST API that the extension uses. Every method throws RelayApiError. */
export class RelayApi {
  readonly #relay: RelayUrl;
  readonly #keys: RelayKeys;

  constructor(relay: RelayUrl, keys: RelayKeys = noKeys) {
    this.#relay = relay;
    this.#keys = keys;
  }

  createRoom(room: { name: string; language: string; code: string }): Promise<CreatedRoomBody> {
    return this.#call('POST', '/rooms', createdRoomSchema, room);
  }

  readRoom(id: RoomId): Promise<RoomBody> {
    return this.#call('GET', `/rooms/${id}`, roomSchema);
  }

  /** A page of rooms without their texts, the newest first. */
  async listRooms({ start, limit }: { start: PageStart | undefined; limit: number }): Promise<RoomPage> {
    const path = `/rooms?fields=summary&limit=${limit}${start === undefined ? '' : `&${start}`}`;
    const { value, headers } = await this.#send('GET', path);
    return {
      rooms: this.#parsed(z.array(roomSummarySchema), value),
      next: nextStart(headers.get('Link') ?? ''),
    };
  }

  /** How many are in a room now. */
  async countParticipants(id: RoomId): Promise<number> {
    return (await this.#call('GET', `/rooms/${id}/participants`, participantsSchema)).length;
  }

  changeRoom(id: RoomId, change: { name: string } | { language: string }): Promise<RoomBody> {
    return this.#call('PATCH', `/rooms/${id}`, roomSchema, change);
  }

  /** Allows a model to see the room's text, or disallows it. Only the owner's token may do this. */
  allowModel(id: RoomId, isAllowed: boolean, ownerToken: string): Promise<RoomBody> {
    const change = { model_completions: isAllowed };
    return this.#call('PATCH', `/rooms/${id}`, roomSchema, change, { ownerToken });
  }

  /** What may come at the cursor. It also ends with an error once `signal` fires. */
  complete(request: AutocompleteRequest, signal: AbortSignal): Promise<AutocompleteResponse> {
    return this.#call('POST', '/autocomplete', autocompleteResponseSchema, request, { signal });
  }

  /** Reports what became of an answer: counts, no text. */
  async reportCompletion(event: AutocompleteEvent): Promise<void> {
    await this.#send('POST', '/autocomplete/events', event);
  }

  /** On a relay of a team only its owner may. */
  async deleteRoom(id: RoomId, ownerToken?: string): Promise<void> {
    await this.#send('DELETE', `/rooms/${id}`, undefined, ownerToken === undefined ? {} : { ownerToken });
  }

  /** False if the relay says that it serves no page for this room's invite. Never throws. */
  async servesInvitePage(id: RoomId): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(PAGE_TIMEOUT_MS);
      return (await askRelay(pageLink(this.#relay, id), { method: 'HEAD', signal })).isOk;
    } catch {
      // It is away for now, or behind a redirect, which says nothing about what it serves.
      return true;
    }
  }

  async #call<T>(
    method: HttpRequest['method'],
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<T> {
    return this.#parsed(schema, (await this.#send(method, path, body, options)).value);
  }

  #parsed<T>(schema: z.ZodType<T>, value: unknown): T {
    const parsed = schema.safeParse(value);
    if (!parsed.success)
      throw new RelayApiError(translate('{0} answers, but not like a Tandem relay.', this.#relay));
    return parsed.data;
  }

  async #send(
    method: HttpRequest['method'],
    path: string,
    body?: unknown,
    { signal, ownerToken }: CallOptions = {},
  ): Promise<Answer> {
    const request = { method, body, signal };
    const shown = ownerToken ?? (await this.#keys.find(this.#relay));
    const answer = await this.#ask(path, { ...request, key: shown });
    if (ownerToken !== undefined || !(await this.#isAboutKey(answer, shown))) return taken(answer);
    const key = await this.#keys.ask?.(this.#relay, shown);
    if (key === undefined) throw new RelayApiError(whyKey(this.#relay, shown), 401);
    return taken(await this.#ask(path, { ...request, key }));
  }

  async #ask(path: string, { method, body, signal, key }: Asked): Promise<Answer> {
    try {
      const { text, ...answer } = await askRelay(this.#relay + path, {
        method,
        headers: {
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(key !== undefined && { Authorization: `Bearer ${key}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
      });
      return { ...answer, value: answer.status === 204 ? undefined : JSON.parse(text) };
    } catch (error) {
      throw failure(error, this.#relay);
    }
  }

  /** True where the relay wants another key: to one that it does not know it says of every room that it does not exist. */
  async #isAboutKey({ status }: Answer, shown: string | undefined): Promise<boolean> {
    if (status === 401) return true;
    return status === 404 && shown !== undefined && (await isKeyTaken(this.#relay, shown)) === false;
  }
}

interface Asked {
  readonly method: HttpRequest['method'];
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
  readonly key: string | undefined;
}

/** An answer as it came, with its JSON. */
type Answer = Omit<HttpResponse, 'text'> & { readonly value: unknown };

/** Throws what the relay refuses. */
function taken(answer: Answer): Answer {
  if (!answer.isOk) throw new RelayApiError(explain(answer.value, answer.status), answer.status);
  return answer;
}

function whyKey(relay: RelayUrl, refused: string | undefined): PlainText {
  return refused === undefined
    ? translate('The relay at {0} is for a team. Run "Tandem: Set Team Key".', relay)
    : translate('The relay at {0} no longer takes your team key. Run "Tandem: Set Team Key".', relay);
}

function failure(error: unknown, relay: RelayUrl): RelayApiError {
  if (error instanceof RedirectError)
    return new RelayApiError(
      translate(
        'The relay at {0} redirects to another address. Tandem follows no redirects. If you trust that address, set it as your relay address.',
        relay,
      ),
    );
  if (error instanceof AnswerTooLargeError)
    return new RelayApiError(translate('{0} answers, but not like a Tandem relay.', relay));
  return RelayApiError.ofSilence(relay);
}

function explain(problem: unknown, status: number): PlainText {
  const parsed = z.object({ detail: z.string() }).safeParse(problem);
  return parsed.success
    ? plainText(parsed.data.detail)
    : translate('The relay refused this (status {0}).', status);
}
