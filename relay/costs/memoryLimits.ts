/**
 * Memory that everybody shares for what is under way, and when somebody has to give it back.
 */
import { MAX_ANSWER_BYTES } from '../../shared/limits.ts';

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

/**
 * Memory for large answers and states until they have been read: a quarter of it, for one holder, is a text at its limit
 * in which every character is escaped as JSON.
 */
export const MAX_DEPARTING_BYTES = 4 * MAX_ANSWER_BYTES;

/** What is smaller takes none of it: the kernel's own buffers take it in, also where JSON makes six bytes of each. */
export const SMALL_ANSWER_BYTES = 32 * 1024;

/** While somebody waits for that memory, who reads more slowly is given up: a quarter of a megabit a second. */
export const DEPARTURE_BYTES_PER_SECOND = 32 * 1024;
export const DEPARTURE_GRACE_MS = 10_000;
export const DEPARTURE_CHECK_MS = 1_000;

/** A request waits for that memory a little longer than it takes to give a slow reader up; clients give up after 15 s. */
export const ANSWER_PATIENCE_MS = 13_000;

/** A WebSocket waits longer: who is refused loses its place in the room. */
export const STATE_PATIENCE_MS = 60_000;
