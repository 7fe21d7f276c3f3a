import type { AutocompleteResponse } from '../../shared/api/autocomplete.ts';

/** Why a model did not answer, as whoever asked is told. */
export interface ModelNotice extends NonNullable<AutocompleteResponse['notice']> {
  readonly retryAfterMs?: number;
}

/** Every notice; each says what to do. */
export const NOTICES = {
  noModel: {
    code: 'unavailable',
    message: 'This relay has no model; its operator can connect one with AI_PROVIDER.',
  },
  noRoom: {
    code: 'not_allowed',
    message: 'A model is asked for texts of a room only; join the room, or create one.',
  },
  notAllowed: {
    code: 'not_allowed',
    message: "The room's owner has not allowed a model to see its text; ask them to.",
  },
  secretFile: {
    code: 'secret_file',
    message: 'Files of this name hold secrets, which no model is shown; go on without it here.',
  },
  atSecret: {
    code: 'secret_file',
    message: 'What stands at the cursor looks like a secret, which no model is shown; go on without it here.',
  },
  keyRejected: {
    code: 'key_rejected',
    message: "The model's provider rejects the relay's key; its operator has to set another AI_API_KEY.",
  },
  unavailable: (retryAfterMs: number | undefined): ModelNotice => ({
    code: 'unavailable',
    message: 'The model does not answer at the moment; the relay tries again by itself.',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }),
  overQuota: (retryAfterMs: number): ModelNotice => ({
    code: 'over_quota',
    message: `The model has been asked for as much as is allowed; it answers again in ${inWords(retryAfterMs)}.`,
    retryAfterMs,
  }),
} as const satisfies Record<string, ModelNotice | ((ms: number) => ModelNotice)>;

function inWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return 'a minute';
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
