/**
 * Memory that everybody shares for what is under way, and when somebody has to give it back.
 */

/** Memory for long messages and bodies of which a part has come; a quarter of it for one holder. */
export const MAX_ARRIVING_BYTES = 64 * 1024 * 1024;

/** The most pieces of an unfinished message or body: MAX_PIECES, and one more for every LEAST_OF_A_PIECE bytes. */
export const MAX_PIECES = 4_000;
export const LEAST_OF_A_PIECE = 128;

/** While somebody waits for that memory, what comes more slowly is given up: a quarter of a megabit a second. */
export const ARRIVAL_BYTES_PER_SECOND = 32 * 1024;
export const ARRIVAL_GRACE_MS = 10_000;
export const ARRIVAL_CHECK_MS = 1_000;

/** Memory for messages that wait for their turn. */
export const MAX_LONG_WORK_BYTES = 64 * 1024 * 1024;
