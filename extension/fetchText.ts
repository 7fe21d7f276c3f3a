import { ProbeError, type HttpAnswer } from '../client/relay/diagnosis/probes.ts';
import { askRelay, RedirectError } from '../client/relay/askRelay.ts';

/** What a relay says of itself is far shorter. */
const MAX_BYTES = 1024 * 1024;

/** A GET for "Why Can't I Connect?". Rejects with a ProbeError without an answer. */
export async function fetchText(url: string, timeoutMs: number): Promise<HttpAnswer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { status, text } = await askRelay(url, {
      method: 'GET',
      signal,
      maxBytes: MAX_BYTES,
      longer: 'cut',
    });
    return { status, text };
  } catch (error) {
    if (error instanceof RedirectError) return { status: error.status, text: '' };
    throw new ProbeError(codeOf(error));
  }
}

/** `fetch` hides the network's reason in the causes of its error. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at.name === 'TimeoutError') return 'ETIMEDOUT';
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'UNKNOWN';
}
