import { z } from 'zod';
import { roomSchema, type RoomBody } from '../../../shared/api/rooms.ts';
import type { RoomId } from '../../../shared/room/roomId.ts';
import type { RelayUrl } from './relayUrl.ts';

/** What a relay said no to, or that it did not answer: a sentence for the person. */
export class RelayApiError extends Error {
  override readonly name = 'RelayApiError';
  /** The HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** A person waits for every one of these. */
const TIMEOUT_MS = 15_000;

/** The part of a relay's REST API that the extension uses. Every method throws RelayApiError. */
export class RelayApi {
  readonly #relay: RelayUrl;

  constructor(relay: RelayUrl) {
    this.#relay = relay;
  }

  createRoom(room: { name: string; language: string; code: string }): Promise<RoomBody> {
    return this.#call('POST', '/rooms', roomSchema, room);
  }

  readRoom(id: RoomId): Promise<RoomBody> {
    return this.#call('GET', `/rooms/${id}`, roomSchema);
  }

  /** The newest rooms first. */
  listRooms(limit: number): Promise<RoomBody[]> {
    return this.#call('GET', `/rooms?limit=${limit}`, z.array(roomSchema));
  }

  async #call<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    let response: Response;
    let value: unknown;
    try {
      response = await fetch(this.#relay + path, {
        method,
        headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      value = await response.json();
    } catch {
      throw new RelayApiError(
        `The relay at ${this.#relay} does not answer. Is it running, and is its address right?`,
      );
    }
    if (!response.ok) throw new RelayApiError(explain(value, response.status), response.status);
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new RelayApiError(`${this.#relay} answers, but not like a Tandem relay.`);
    return parsed.data;
  }
}

function explain(problem: unknown, status: number): string {
  const parsed = z.object({ detail: z.string() }).safeParse(problem);
  return parsed.success ? parsed.data.detail : `The relay refused this (status ${status}).`;
}
