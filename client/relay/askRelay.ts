import { MAX_ANSWER_BYTES } from '../../shared/limits.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** The most that is read of the answer's body. */
  readonly maxBytes?: number;
  /** What becomes of a longer one; it is refused without this. */
  readonly longer?: 'refuse' | 'cut';
}

export interface HttpResponse {
  readonly status: number;
  readonly isOk: boolean;
  readonly headers: Headers;
  readonly text: string;
}

/** What answers there sends one on to another address, where nothing is asked. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  readonly status: number;

  constructor(status: number) {
    super(`The answer leads to another address (status ${status}).`);
    this.status = status;
  }
}

/** The answer has no end, or one that is too far. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * The one door of the extension to HTTP: by the global `fetch`, which VS Code sends through its proxy. A relay may be
 * anybody's, so it cannot send a request on to another address, such as a service of this computer, and an answer is
 * counted while it is read. Rejects with what `fetch` rejects with, and with the errors above.
 */
export async function askRelay(
  url: string,
  { method, headers = {}, body, signal, maxBytes = MAX_ANSWER_BYTES, longer = 'refuse' }: HttpRequest,
): Promise<HttpResponse> {
  const response = await fetch(url, {
    ...{ method, headers, body: body ?? null, signal },
    ...{ redirect: 'manual', cache: 'no-store', credentials: 'omit' },
  });
  const { status, ok, headers: answered } = response;
  // A browser says no more of it.
  const isOpaque = response.type === 'opaqueredirect';
  if (isOpaque || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    throw new RedirectError(isOpaque ? 302 : status);
  }
  return { status, isOk: ok, headers: answered, text: await readAtMost(response, maxBytes, longer) };
}

async function readAtMost(response: Response, maxBytes: number, longer: 'refuse' | 'cut'): Promise<string> {
  const stream: ReadableStream<Uint8Array> | null = response.body;
  if (stream === null) return '';
  const reader = stream.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      if (longer === 'cut') return text;
      throw new AnswerTooLargeError(`The answer has more than ${maxBytes} bytes.`);
    }
    try {
      text += decoder.decode(value, { stream: true });
    } catch (error) {
      await reader.cancel();
      if (longer === 'cut') return text;
      throw error;
    }
  }
}
