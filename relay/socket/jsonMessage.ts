import {
  type JsonErrorCode,
  type JsonMessage,
  type JsonRequest,
  jsonRequestSchema,
} from '../../shared/api/jsonSocket.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { hasTooManyMarks } from '../jsonMarks.ts';
import { MAX_JSON_MARKS } from '../limits.ts';
import { frameText } from './serverFrame.ts';

/** What a client says on /ws. */
export type JsonRequestVerdict = JsonRequest | { readonly type: 'malformed'; readonly message: string };

/** Reads one text message. */
export function readJsonRequest(bytes: Uint8Array): JsonRequestVerdict {
  if (hasTooManyMarks(bytes)) return malformed(refuse('bodyTooManyParts', MAX_JSON_MARKS).sentence);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  } catch {
    return malformed('This is not JSON.');
  }
  const request = jsonRequestSchema.safeParse(value);
  if (request.success) return request.data;
  const [issue] = request.error.issues;
  return malformed(
    `Not a message of /ws: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.slice(0, 200),
  );
}

/** A message as frames, stamped with the time. */
export function frameJson(message: JsonMessage, now: number): Buffer[] {
  return frameText(JSON.stringify({ ...message, timestamp: new Date(now).toISOString() }));
}

export function jsonError(code: JsonErrorCode, message: string): JsonMessage {
  return { type: 'error', data: { code, message } };
}

function malformed(message: string): JsonRequestVerdict {
  return { type: 'malformed', message };
}
