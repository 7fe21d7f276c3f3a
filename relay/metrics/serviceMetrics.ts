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
}
