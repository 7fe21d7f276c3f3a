import type { Context, Middleware } from 'koa';
import { koaBody } from 'koa-body';
import type { z } from 'zod';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { ProblemError } from './problem.ts';

/** Reads a JSON body and nothing else: other types would make a form on any web page a client. */
export function readJsonBody(): Middleware {
  const parse = koaBody({
    json: true,
    multipart: false,
    urlencoded: false,
    text: false,
    jsonStrict: true,
    jsonLimit: MAX_BODY_BYTES,
    onError: (error) => {
      const status = (error as { status?: unknown }).status;
      if (status === 413)
        throw new ProblemError(413, `A request may have ${MAX_BODY_BYTES} bytes; send less.`);
      if (status === 400) throw new ProblemError(400, 'This is not JSON; check quotes, commas and brackets.');
      throw error;
    },
  });
  return async (context, next) => {
    if (['POST', 'PUT', 'PATCH'].includes(context.method)) {
      const encoding = context.get('Content-Encoding');
      if (encoding !== '' && encoding !== 'identity') {
        throw new ProblemError(415, 'Send the body as it is: the relay does not unpack anything.');
      }
      if (context.request.is('application/json', '+json') === false) {
        throw new ProblemError(415, 'Send JSON, and say so: Content-Type: application/json.');
      }
    }
    await parse(context, next);
  };
}

/** The body as `schema` has it; throws 400 without one and 422 when it is not so. */
export function bodyOf<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  const { body } = context.request as { body?: unknown };
  if (body === undefined) throw new ProblemError(400, 'This request needs a JSON body.');
  const result = schema.safeParse(body);
  if (!result.success) throw ProblemError.ofFields(result.error);
  return result.data;
}
