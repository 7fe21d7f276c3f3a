import { MAX_ANSWER_BYTES } from '../../shared/limits.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** How many bytes of the answer's body to read at most. */
  readonly maxBytes?: number;
  /** What to do with a longer one. Without this, it is refused. */
  readonly longer?: 'refuse' | 'cut';
}

export interface HttpResponse {
  readonly status: number;
  readonly isOk: boolean;
  readonly headers: Headers;
  readonly text: string;
}

/** The server redirects to another address. The extension asks nothing there. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  readonly status: number;

  constructor(status: number) {
    super(`The answer leads to another address (status ${status}).`);
    this.status = status;
  }
}

/** The answer is endless or too long. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * The extension's one door to HTTP. It uses the global `fetch`, which VS Code sends through its proxy. A
 * relay may be anybody's, so it cannot redirect a request to another address, such as a service on this
 * computer, and the answer's size is limited. Rejects like `fetch`, or with the errors above.
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
  // A browser says no more about it.
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
