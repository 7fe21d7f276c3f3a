import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { autocompleteSchema, type Suggestions } from '../../shared/api/autocomplete.ts';
import { MAX_TEXT_UNITS } from '../../shared/limits.ts';
import type { Completion, CompletionEngine, CompletionRequest } from '../completion/engine.ts';
import type { Log } from '../log.ts';
import type { ServiceMetrics } from '../metrics/serviceMetrics.ts';
import { bodyOf, readJsonBody } from './jsonBody.ts';
import { ProblemError } from './problem.ts';

export interface AutocompleteParts {
  readonly engine: CompletionEngine;
  readonly metrics: ServiceMetrics;
  readonly log: Log;
  readonly limit: Middleware;
}

/** `POST /autocomplete`: what may stand at the cursor. */
export function addAutocompleteRoute(router: Router, parts: AutocompleteParts): void {
  const { engine, metrics, log, limit } = parts;
  router.post('/autocomplete', limit, readJsonBody(), async (context) => {
    const { code, cursor_position: position, language } = bodyOf(context, autocompleteSchema);
    if (code.length > MAX_TEXT_UNITS)
      throw new ProblemError(413, `A text has at most ${MAX_TEXT_UNITS} UTF-16 units; send less of it.`);
    const request = { code, cursor: cursorIn(code, position), language };
    const { suggestions, confidence } = await complete(engine, request, context).catch((error: unknown) => {
      metrics.completed('failed');
      log.warn({ err: error }, 'a completion failed');
      throw new ProblemError(503, 'There are no completions at the moment; try again later.');
    });
    metrics.completed(suggestions.length > 0 ? 'suggested' : 'empty');
    const answer: Suggestions = { suggestions: [...suggestions], confidence };
    context.body = answer;
  });
}

/** Clamped to the text, and never between the halves of a surrogate pair. */
function cursorIn(code: string, position: number): number {
  const cursor = Math.min(position, code.length);
  const splitsPair = (code.codePointAt(cursor - 1) ?? 0) > 0xffff;
  return splitsPair ? cursor - 1 : cursor;
}

async function complete(
  engine: CompletionEngine,
  request: CompletionRequest,
  context: Context,
): Promise<Completion> {
  const abort = new AbortController();
  const onClose = () => abort.abort();
  context.res.once('close', onClose);
  try {
    return await engine.complete(request, abort.signal);
  } finally {
    context.res.off('close', onClose);
  }
}
