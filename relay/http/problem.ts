import type { Context, Middleware } from 'koa';
import type { Problem } from '../../shared/api/problem.ts';
import { type AnsweringRefusal, refuse } from '../../shared/protocol/refusal.ts';
import type { RelayNames } from '../names/relayNames.ts';
import type { Log } from '../log.ts';
import { problemOf } from '../problemOf.ts';
import type { RandomBytes } from '../random.ts';
import { isRefusal, RefusedError } from '../refusedError.ts';
import { isUnreadable } from '../rooms/documents/unreadable.ts';
import { StoreError } from '../store/storeError.ts';
import { routeOf } from './routeOf.ts';

/** Answers every error as RFC 9457 has it. What is not refused is our own fault: logged, and not shown. */
export function answerProblems(log: Log, random: RandomBytes, names: RelayNames): Middleware {
  const unanswered = new Map<number, AnsweringRefusal>([
    [404, refuse('nothingHere', names.pathTo('/docs'))],
    [405, refuse('wrongMethod')],
    [501, refuse('unknownMethod')],
  ]);
  return async (context, next) => {
    const requestId = random(8).toString('hex');
    context.set('X-Request-Id', requestId);
    try {
      await next();
      const refusal = unanswered.get(context.status);
      if (refusal !== undefined && (context.body === undefined || context.body === null))
        answer(context, refusal);
    } catch (error) {
      if (isUnreadable(error) || isRefusal(error, 'largeRoomsBusy'))
        log.warn({ err: error, requestId, route: routeOf(context) ?? 'none' }, 'a room could not be read');
      if (isUnreadable(error)) {
        answer(context, refuse('roomUnreadable'));
        return;
      }
      if (error instanceof RefusedError) {
        answer(context, error.refusal, error.errors && { errors: error.errors });
        return;
      }
      if (error instanceof StoreError && isPassing(error)) {
        log.warn(
          { err: error, requestId, route: routeOf(context) ?? 'none' },
          'the database failed a request',
        );
        answer(context, refuse('databaseTrouble'));
        return;
      }
      log.error(
        { err: error, requestId, method: context.method, route: routeOf(context) ?? 'none' },
        'a request failed',
      );
      answer(context, refuse('failed', requestId), { request_id: requestId });
    }
  };
}

/** What a later attempt may cure. */
function isPassing({ problem: { kind } }: StoreError): boolean {
  return kind === 'failed' || kind === 'in-use' || kind === 'closed';
}

function answer(context: Context, refusal: AnsweringRefusal, more: Partial<Problem> = {}): void {
  const { status } = refusal;
  const problem: Problem = { ...problemOf(refusal), ...more };
  if (status === 503 && !context.res.hasHeader('Retry-After')) context.set('Retry-After', RETRY_SECONDS);
  if (status === 401) context.set('WWW-Authenticate', `Bearer realm="${realmOf(refusal)}"`);
  context.status = status;
  context.body = JSON.stringify(problem);
  context.type = 'application/problem+json';
}

/** Whose key is asked for: the owner's of a room, or one that this relay lets in. */
function realmOf({ kind }: AnsweringRefusal): string {
  return kind === 'ownerTokenMissing' ? 'owner' : 'tandem';
}

/** About what a database needs to come back, or a relay to start again. */
const RETRY_SECONDS = '5';
