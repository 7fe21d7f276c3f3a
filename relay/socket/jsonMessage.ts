import {
  type JsonErrorCode,
  type JsonMessage,
  type JsonRequest,
  jsonRequestSchema,
} from '../../shared/api/jsonSocket.ts';
import { MAX_JSON_MARKS } from '../limits.ts';
import { frameText } from './serverFrame.ts';

/** What a client says on /ws. */
export type JsonRequestVerdict = JsonRequest | { readonly type: 'malformed'; readonly message: string };

/** Reads one text message. */
export function readJsonRequest(bytes: Uint8Array): JsonRequestVerdict {
  // JSON.parse would spend hundreds of megabytes on a few megabytes of brackets.
  if (countMarks(bytes) > MAX_JSON_MARKS) return malformed('This has more parts than any message of /ws.');
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

/** Brackets, braces and commas outside of strings, counted no further than the limit. */
function countMarks(bytes: Uint8Array): number {
  let marks = 0;
  for (let i = 0; i < bytes.length && marks <= MAX_JSON_MARKS; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) i = endOfString(bytes, i + 1);
    else if (byte === 0x5b || byte === 0x7b || byte === COMMA) marks++;
  }
  return marks;
}

function endOfString(bytes: Uint8Array, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (end - 1 - escapes >= start && bytes[end - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return bytes.length;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
