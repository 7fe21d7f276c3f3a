import { randomBytes } from 'node:crypto';

/** Unguessable bytes; a parameter, so that tests can repeat a run. */
export type RandomBytes = (count: number) => Buffer;

export const systemRandom: RandomBytes = (count) => randomBytes(count);
