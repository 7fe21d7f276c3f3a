/** The steps on the way to a relay, in the order of the check. */
export type Step =
  | 'address'
  | 'proxy'
  | 'name'
  | 'connection'
  | 'certificate'
  | 'relay'
  | 'version'
  | 'websocket'
  | 'roundTrip'
  | 'key';

/** The result of one step, in sentences for the person. */
export type Finding =
  | { readonly step: Step; readonly outcome: 'fine'; readonly text: string }
  /** Not as expected, but not the reason why nothing works; or nobody can tell. */
  | { readonly step: Step; readonly outcome: 'unclear'; readonly text: string }
  | { readonly step: Step; readonly outcome: 'failed'; readonly text: string; readonly advice: string };

/** What went wrong, and what to do about it. */
export interface Explanation {
  readonly text: string;
  readonly advice: string;
}

export function fine(step: Step, text: string): Finding {
  return { step, outcome: 'fine', text };
}

export function unclear(step: Step, text: string): Finding {
  return { step, outcome: 'unclear', text };
}

export function failed(step: Step, { text, advice }: Explanation): Finding {
  return { step, outcome: 'failed', text, advice };
}
