import { uuidv4 } from 'lib0/random';

/** Tells the others which rooms one window is in, so that it can be followed from one to the next. New at each start. */
export const windowId = uuidv4();
