import type { ModelFailure } from '../../metrics/serviceMetrics.ts';

/** A model did not answer. Holds nothing that the provider said in words: those may quote the key. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly failure: ModelFailure;
  readonly status: number | undefined;
  /** The provider's own name for the request, for its support. */
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    failure: ModelFailure,
    from: Partial<Pick<ModelError, 'status' | 'requestId' | 'retryAfterMs'>> = {},
  ) {
    super(`The model did not answer: ${failure}.`);
    this.failure = failure;
    this.status = from.status;
    this.requestId = from.requestId;
    this.retryAfterMs = from.retryAfterMs;
  }
}

/** What a provider's SDK threw, as ours. `now` in milliseconds since 1970. */
export function modelErrorOf(error: unknown, now: number): ModelError {
  if (error instanceof ModelError) return error;
  const { status, headers, requestID } = error as SdkError;
  if (typeof status !== 'number') return new ModelError('failed');
  const requestId = typeof requestID === 'string' && /^[\w-]{1,100}$/.test(requestID) ? requestID : undefined;
  const retryAfterMs = headers === undefined ? undefined : readRetryAfter(headers, now);
  return new ModelError(failureOf(status), {
    status,
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

interface SdkError {
  readonly status?: unknown;
  readonly headers?: Headers;
  readonly requestID?: unknown;
}

function failureOf(status: number): ModelFailure {
  if (status === 401 || status === 403) return 'key rejected';
  if (status === 429 || status === 503 || status === 529) return 'busy';
  return status < 500 ? 'refused' : 'failed';
}

function readRetryAfter(headers: Headers, now: number): number | undefined {
  const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (milliseconds > 0) return milliseconds;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return wait > 0 ? wait : undefined;
}
