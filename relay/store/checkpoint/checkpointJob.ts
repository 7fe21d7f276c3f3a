/** What the thread for checkpoints is asked to do. */
export type CheckpointJob =
  /** PASSIVE holds up nobody. TRUNCATE also empties the log, which takes that nobody writes or reads. */
  | { readonly kind: 'checkpoint'; readonly mode: 'PASSIVE' | 'TRUNCATE' }
  /** To close its connection, and end. */
  | { readonly kind: 'end' };

export type CheckpointReply =
  /** What is left to others, if anything, is no failure. */
  { readonly kind: 'done' } | { readonly kind: 'failed'; readonly message: string };
