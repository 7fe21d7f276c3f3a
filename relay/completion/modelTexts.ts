import { withoutFimTokens } from './fimTokens.ts';
import type { ModelResponse } from './model/model.ts';
import { REDACTED } from './redactSecrets.ts';
import { finishResponse, readCursorLines, unwrapResponse } from './finishResponse.ts';

/** A model's text that may be shown. */
export interface ModelText {
  readonly text: string;
  /** How likely the model itself says it is; undefined where it does not say. */
  readonly probability: number | undefined;
}

/** What of a model's response may be shown at the cursor; undefined when nothing of it may. */
export function modelTextOf(
  { text: response, pieces }: ModelResponse,
  { code, cursor, maxLines }: { readonly code: string; readonly cursor: number; readonly maxLines: number },
): ModelText | undefined {
  // It would be inserted as it is.
  if (response.includes(REDACTED)) return undefined;
  const place = readCursorLines(
    code.slice(Math.max(0, cursor - LOOKED_AT_UNITS), cursor),
    code.slice(cursor, cursor + LOOKED_AT_UNITS),
  );
  const text = finishResponse(withoutFimTokens(unwrapResponse(response)), place, maxLines);
  return text === undefined ? undefined : { text, probability: probabilityOf(text, pieces) };
}

/** Of the pieces that the text is made of; undefined where they do not hold it as it is. */
function probabilityOf(text: string, pieces: ModelResponse['pieces']): number | undefined {
  const start = pieces
    .map((piece) => piece.text)
    .join('')
    .indexOf(text);
  if (start < 0) return undefined;
  let sum = 0;
  let at = 0;
  for (const piece of pieces) {
    const end = at + piece.text.length;
    if (end > start && at < start + text.length) sum += piece.logprob;
    at = end;
  }
  return Math.min(1, Math.exp(sum));
}

const LOOKED_AT_UNITS = 16 * 1024;
