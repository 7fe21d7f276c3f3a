import type { AutocompleteEvent } from '../../shared/api/autocomplete.ts';

/** Why a model did not answer. */
export type ModelFailure =
  /** Nobody waits any more. */
  | 'cancelled'
  | 'timeout'
  | 'key rejected'
  /** It wants to be left alone for a while. */
  | 'busy'
  /** It does not take what it was asked. */
  | 'refused'
  /** It answered something else than its interface says. */
  | 'malformed'
  | 'failed';

/** What an event adds to the counts. */
export interface CountedEvent {
  readonly source: 'local' | 'openai' | 'anthropic';
  readonly event: AutocompleteEvent['event'];
  readonly chars: number;
}

/** How a request for completions ended. */
export type CompletionOutcome = 'suggested' | 'empty' | 'failed' | 'limited';

/** One answered HTTP request. Each label has few values: the pattern of the route, and never the address. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** When it came in, by `now`. */
  readonly since: number;
}

/** What REST counts. */
export interface ServiceMetrics {
  /** Milliseconds that only grow. */
  now(): number;
  answered(request: AnsweredRequest): void;
  completed(outcome: CompletionOutcome): void;
  /** The model was asked at `since`, by `now`, and this came of it. */
  modelAnswered(outcome: 'answered' | ModelFailure, since: number): void;
  /** Tokens of the model, both ways. */
  modelUsed(tokens: number): void;
  /** What became of an answer. */
  suggestionEvent(event: CountedEvent): void;
}
