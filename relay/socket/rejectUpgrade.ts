import type { Duplex } from 'node:stream';
import type { AnsweringRefusal } from '../../shared/protocol/refusal.ts';
import { problemOf } from '../problemOf.ts';

/** Answers an upgrade with an HTTP error (RFC 9457) instead, and closes the connection. */
export function rejectUpgrade(stream: Duplex, refusal: AnsweringRefusal): void {
  const problem = problemOf(refusal);
  const { status, title } = problem;
  const body = JSON.stringify(problem);
  stream.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      'X-Content-Type-Options: nosniff',
      'Cross-Origin-Resource-Policy: same-origin',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
  // Who keeps its half open would hold the socket for ever.
  stream.once('finish', () => stream.destroy());
}
