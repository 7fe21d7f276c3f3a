import type { Problem } from '../shared/api/problem.ts';
import {
  type AnsweringKind,
  type AnsweringRefusal,
  refuse,
  type WordsOf,
} from '../shared/protocol/refusal.ts';

/** An expected outcome where a promise was asked for, or in the middle of a request. Whoever asked may know why. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: AnsweringRefusal;
  /** What is wrong with which field. */
  readonly errors: Problem['errors'];

  constructor(refusal: AnsweringRefusal, more: { cause?: unknown; errors?: Problem['errors'] } = {}) {
    super(refusal.sentence, 'cause' in more ? { cause: more.cause } : {});
    this.refusal = refusal;
    this.errors = more.errors;
  }

  static of<Kind extends AnsweringKind>(kind: Kind, ...words: WordsOf<Kind>): RefusedError {
    return new RefusedError(refuse(kind, ...words));
  }
}

/** True when `error` is a refusal of this kind. */
export function isRefusal(error: unknown, kind: AnsweringKind): error is RefusedError {
  return error instanceof RefusedError && error.refusal.kind === kind;
}
