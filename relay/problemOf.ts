import { STATUS_CODES } from 'node:http';
import type { Problem } from '../shared/api/problem.ts';
import type { AnsweringRefusal } from '../shared/protocol/refusal.ts';

/** A refusal as RFC 9457 has it, for whoever sent a request. */
export function problemOf({ status, sentence }: AnsweringRefusal): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: sentence };
}
