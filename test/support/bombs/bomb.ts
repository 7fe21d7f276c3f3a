/** A message that costs its sender little and would cost the receiver much, or would break something. */
export interface Bomb<Reason> {
  readonly title: string;
  readonly build: () => Uint8Array;
  readonly verdict: Reason | 'gap';
}

/** A client id of somebody honest. */
export const VICTIM = 7;
