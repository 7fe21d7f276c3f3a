import { STATUS_CODES } from 'node:http';
import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import type { Problem } from '../../shared/api/problem.ts';
import type { RelayNames } from '../names/relayNames.ts';
import type { Log } from '../log.ts';
import type { RandomBytes } from '../random.ts';
import { DocumentsBusyError } from '../rooms/documents/documentBuilder.ts';
import { isUnreadable } from '../rooms/documents/unreadable.ts';
import { StoreError } from '../store/storeError.ts';
import { routeOf } from './routeOf.ts';

/** A request that cannot be served, for a reason that its sender may know. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly errors: Problem['errors'];

  constructor(status: number, detail: string, errors?: Problem['errors']) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }

  static ofFields(error: z.ZodError): ProblemError {
    const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const fields = errors.map(({ path }) => path).filter((path) => path !== '');
    const where = fields.length > 0 ? `: ${[...new Set(fields)].join(', ')}` : '';
    return new ProblemError(422, `Some of what you sent is not as it has to be${where}.`, errors);
  }
}

/** Answers every error as RFC 9457 has it. What is not a ProblemError is our own fault: logged, and not shown. */
export function answerProblems(log: Log, random: RandomBytes, names: RelayNames): Middleware {
  const docs = names.pathTo('/docs');
  const details = new Map([
    ...DETAILS,
    [404, `There is nothing at this address; ${docs} lists what there is.`],
  ]);
  return async (context, next) => {
    const requestId = random(8).toString('hex');
    context.set('X-Request-Id', requestId);
    try {
      await next();
      if (context.status >= 400 && (context.body === undefined || context.body === null)) {
        answer(context, context.status, details.get(context.status) ?? 'The relay cannot do this.');
      }
    } catch (error) {
      if (error instanceof ProblemError) {
        answer(context, error.status, error.message, error.errors && { errors: error.errors });
        return;
      }
      if (isUnreadable(error) || error instanceof DocumentsBusyError) {
        log.warn({ err: error, requestId, route: routeOf(context) ?? 'none' }, 'a room could not be read');
        answer(context, 503, isUnreadable(error) ? UNREADABLE : BUSY);
        return;
      }
      if (error instanceof StoreError && isPassing(error)) {
        log.warn(
          { err: error, requestId, route: routeOf(context) ?? 'none' },
          'the database failed a request',
        );
        answer(context, 503, 'The database of the relay does not work at the moment; try again soon.');
        return;
      }
      log.error(
        { err: error, requestId, method: context.method, route: routeOf(context) ?? 'none' },
        'a request failed',
      );
      const detail = `Something went wrong in the relay; its log says what, under request ${requestId}.`;
      answer(context, 500, detail, { request_id: requestId });
    }
  };
}

const UNREADABLE =
  'This room cannot be read: it is damaged, or too large for this relay. The log of the relay says more; other rooms are not affected.';
const BUSY = 'Many ask for large rooms at the moment; try again soon.';

/** What a later attempt may cure. */
function isPassing({ problem: { kind } }: StoreError): boolean {
  return kind === 'failed' || kind === 'in-use' || kind === 'closed';
}

function answer(context: Context, status: number, detail: string, more: Partial<Problem> = {}): void {
  const title = STATUS_CODES[status] ?? 'Error';
  const problem: Problem = { type: 'about:blank', title, status, detail, ...more };
  if (status === 503 && !context.res.hasHeader('Retry-After')) context.set('Retry-After', RETRY_SECONDS);
  context.status = status;
  context.body = JSON.stringify(problem);
  context.type = 'application/problem+json';
}

/** About what a database needs to come back, or a relay to start again. */
const RETRY_SECONDS = '5';

const DETAILS = [
  [405, 'This address does not take that method; the Allow header lists those it takes.'],
  [501, 'The relay does not know that method.'],
] as const;
