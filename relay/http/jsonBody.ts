import { parse } from '@hapi/bourne';
import type { Context, Middleware } from 'koa';
import { getRawBody, type RawBodyError } from 'raw-body';
import type { z } from 'zod';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { hasTooManyMarks } from '../jsonMarks.ts';
import { RefusedError } from '../refusedError.ts';
import { badFields } from './problem.ts';

/** Reads a JSON body and nothing else: other types would make a form on any web page a client. */
export function readJsonBody(): Middleware {
  return async (context, next) => {
    if (['POST', 'PUT', 'PATCH'].includes(context.method)) {
      const encoding = context.get('Content-Encoding');
      if (encoding !== '' && encoding !== 'identity') {
        throw RefusedError.of('bodyEncoded');
      }
      const type = context.request.is('application/json', '+json');
      if (type === false) {
        throw RefusedError.of('bodyNotJsonType');
      }
      if (!['', 'utf-8', 'utf8', 'us-ascii'].includes(context.request.charset.toLowerCase())) {
        throw RefusedError.of('bodyNotUtf8Type');
      }
      if (type !== null) Object.assign(context.request, { body: readObject(await readBytes(context)) });
    }
    await next();
  };
}

async function readBytes(context: Context): Promise<Buffer> {
  const length = context.get('Content-Length') || null;
  try {
    return await getRawBody(context.req, { length, limit: MAX_BODY_BYTES });
  } catch (error) {
    const { status } = error as RawBodyError;
    if (status === 413) throw RefusedError.of('bodyTooLarge');
    if (status === 400) throw RefusedError.of('bodyCutShort');
    throw error;
  }
}

/** Undefined for an empty body. Throws 400 for anything but an object or a list. */
function readObject(bytes: Buffer): unknown {
  if (hasTooManyMarks(bytes)) throw RefusedError.of('bodyTooManyParts');
  const text = decode(bytes);
  if (text === '') return undefined;
  try {
    const value: unknown = parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below: what the parser says of it is about offsets.
  }
  throw RefusedError.of('bodyNotJson');
}

/** Throws 400 for what is not UTF-8, rather than to store a text with other characters than were meant. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw RefusedError.of('bodyNotUtf8');
  }
}

/** The body as `schema` has it; throws 400 without one and 422 when it is not so. */
export function bodyOf<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  const { body } = context.request as { body?: unknown };
  if (body === undefined) throw RefusedError.of('bodyMissing');
  const result = schema.safeParse(body);
  if (!result.success) throw badFields(result.error);
  return result.data;
}
