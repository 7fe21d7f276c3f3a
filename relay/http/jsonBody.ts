import { parse } from '@hapi/bourne';
import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import type { LongWork } from '../costs/longWork.ts';
import { hasTooManyMarks } from '../jsonMarks.ts';
import { LONG_MESSAGE_BYTES, LONG_MS_PER_BYTE, MAX_BODY_WAIT_MS, MAX_JSON_MARKS } from '../limits.ts';
import { limitedAddress } from '../names/limitedAddress.ts';
import { RefusedError } from '../refusedError.ts';
import { collectBody } from './collectBody.ts';
import { parseFields } from './parseFields.ts';
import { hasTurn, timed } from './takeTurn.ts';

/**
 * Reads a JSON body and nothing else: other types would make a form on any web page a client. What follows waits for its
 * turn with a long one, and with one that `causesLongWork`, however short it is.
 */
export function readJsonBody(
  longWork: LongWork,
  causesLongWork: (body: object) => boolean = () => false,
): Middleware {
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
      if (type !== null) {
        await readInTurn(longWork, context, causesLongWork, next);
        return;
      }
    }
    await next();
  };
}

/** What waits is not read: it stays with the client. */
async function readInTurn(
  longWork: LongWork,
  context: Context,
  causesLongWork: (body: object) => boolean,
  next: () => Promise<unknown>,
): Promise<void> {
  const goOn = (body: object | undefined) => {
    Object.assign(context.request, { body });
    return next();
  };
  const length = Number(context.get('Content-Length') || NaN);
  if (length > MAX_BODY_BYTES) throw RefusedError.of('bodyTooLarge');
  // Without a length it may become as long as it likes.
  if (length < LONG_MESSAGE_BYTES) {
    const body = readObject(await readBytes(context));
    if (body === undefined || !causesLongWork(body)) await goOn(body);
    else if (await hasTurn(longWork, context)) await timed(longWork, context, () => goOn(body));
  } else {
    await whenItMayArrive(longWork, context, length || MAX_BODY_BYTES, async () => {
      const readMs = (length || LONG_MESSAGE_BYTES) * LONG_MS_PER_BYTE;
      const before = context.req.socket.bytesRead;
      // Before it is read, which takes a while, so that not all who come meanwhile begin, too.
      longWork.spent(readMs);
      const bytes = await readBytes(context).catch((error: unknown) => {
        const came = context.req.socket.bytesRead - before;
        longWork.spent(Math.min(0, came * LONG_MS_PER_BYTE - readMs));
        throw error;
      });
      await timed(longWork, context, () => goOn(readObject(bytes)));
    });
  }
}

/**
 * Does `work` when there is memory and time for a body of `bytes`; never, where the client hangs up before. Throws
 * RefusedError (`busy`) when there is none for too long: Node would answer 408 next, which blames the client.
 */
async function whenItMayArrive(
  longWork: LongWork,
  context: Context,
  bytes: number,
  work: () => Promise<void>,
): Promise<void> {
  const { promise: isWanted, resolve, reject } = Promise.withResolvers<boolean>();
  const arrival = longWork.arrivals.wait({
    ...{ holder: limitedAddress(context), bytes },
    begin: () => void hasTurn(longWork, context).then(resolve, reject),
  });
  const cancel = longWork.clock.after(MAX_BODY_WAIT_MS, () => reject(RefusedError.of('busy')));
  const onClose = () => {
    arrival.end();
    resolve(false);
  };
  context.res.once('close', onClose);
  try {
    const mayArrive = await isWanted.finally(cancel);
    if (mayArrive) await work();
  } finally {
    context.res.off('close', onClose);
    arrival.end();
  }
}

/** A body that is refused before its end is not read any further, so the connection ends with the answer. */
async function readBytes({ req, res }: Context): Promise<Buffer> {
  try {
    return await collectBody(req);
  } catch (error) {
    res.shouldKeepAlive = false;
    throw error;
  }
}

/** Undefined for an empty body. Throws 400 for anything but an object or a list. */
function readObject(bytes: Buffer): object | undefined {
  if (hasTooManyMarks(bytes)) throw RefusedError.of('bodyTooManyParts', MAX_JSON_MARKS);
  const text = decode(bytes);
  if (text === '') return undefined;
  try {
    const value: unknown = parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (error instanceof Error && error.message.includes('forbidden prototype property'))
      throw RefusedError.of('bodyWithProto');
    // Told below: what else the parser says of it is about offsets.
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
  return parseFields(schema, body);
}
