import type { CloseCode } from './closeCode.ts';
import { refusals } from './refusals.ts';

export type RefusalKind = keyof typeof refusals;

/** Kinds that may close a WebSocket. */
export type ClosingKind = KindWith<{ readonly code: CloseCode }>;

/** Kinds that may answer a request. */
export type AnsweringKind = KindWith<{ readonly status: number }>;

/**
 * One outcome of the catalog, with its words filled in. Only `refuse` makes it. So anyone who closes a
 * WebSocket or answers a request with it must use its code, status and sentence.
 */
export interface Refusal<Kind extends RefusalKind = RefusalKind> {
  readonly kind: Kind;
  /** Closes a WebSocket, where it may. */
  readonly code: Kind extends ClosingKind ? (typeof refusals)[Kind]['code'] : undefined;
  /** Answers a request, where it may. */
  readonly status: Kind extends AnsweringKind ? (typeof refusals)[Kind]['status'] : undefined;
  readonly sentence: string;
  readonly [fromCatalogue]: true;
}

export type ClosingRefusal = Refusal<ClosingKind>;

export type AnsweringRefusal = Refusal<AnsweringKind>;

/** The refusal of this kind. `words` holds the variable parts of its sentence. */
export function refuse<Kind extends RefusalKind>(kind: Kind, ...words: WordsOf<Kind>): Refusal<Kind> {
  const { code, status, sentence }: LooseEntry = refusals[kind];
  return {
    kind,
    code,
    status,
    sentence: typeof sentence === 'string' ? sentence : sentence(...(words as never[])),
  } as Refusal<Kind>;
}

/** True when it may close a WebSocket. */
export function isClosing(refusal: Refusal): refusal is ClosingRefusal {
  return refusal.code !== undefined;
}

export type WordsOf<Kind extends RefusalKind> = (typeof refusals)[Kind]['sentence'] extends (
  ...words: infer Words
) => string
  ? Words
  : [];

type KindWith<Part> = {
  [Kind in RefusalKind]: (typeof refusals)[Kind] extends Part ? Kind : never;
}[RefusalKind];

interface LooseEntry {
  readonly code?: CloseCode;
  readonly status?: number;
  readonly sentence: string | ((...words: never[]) => string);
}

declare const fromCatalogue: unique symbol;
