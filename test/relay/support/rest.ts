import type { RoomBody } from '../../../shared/api/rooms.ts';

/** A request to a relay at `url`, with a JSON body, or the text of one. Resolves when the whole answer is here. */
export async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const answer = await fetch(`${url}${path}`, {
    method,
    // A connection that is kept would outlive a killed relay, and fail the next request.
    headers: {
      connection: 'close',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  // Node's `fetch` throws out of nowhere when a connection ends on an answer of which nobody reads the rest.
  const bytes = await answer.arrayBuffer();
  return new Response(bytes.byteLength > 0 ? bytes : null, answer);
}

/** The same, and its JSON; fails unless the status is 2xx. */
export async function requestJson<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await request(url, method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export function createRoomOn(url: string, code = '', name = 'Test'): Promise<RoomBody> {
  return requestJson<RoomBody>(url, 'POST', '/rooms', { name, language: 'plaintext', code });
}

export async function codeOf(url: string, id: string): Promise<string> {
  return (await requestJson<RoomBody>(url, 'GET', `/rooms/${id}`)).code;
}
