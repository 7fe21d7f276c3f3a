/**
 * Limits that concern the relay alone, each with its reason. What a client has to know, too, is in shared/limits.ts.
 */

/** Updates of one room that wait for the database. Beyond this its writers are sent away until it answers again. */
export const MAX_UNSAVED_ROOM_BYTES = 4 * 1024 * 1024;

/** ... and of all rooms together, so that a dead database does not take the process with it. */
export const MAX_UNSAVED_BYTES = 128 * 1024 * 1024;

/** Rows of one commit: a longer transaction would make everybody wait for the slowest. */
export const MAX_COMMIT_ROWS = 2_000;

/** A failed append is tried again after the first of these, then twice as long each time up to the second. */
export const RETRY_FIRST_MS = 100;
export const RETRY_LAST_MS = 5_000;

/** A commit that takes this long is worth telling: people should know that their edits are not on disk yet. */
export const SLOW_COMMIT_MS = 3_000;

/** A room's decoded document is dropped when nobody has asked for its text for this long. */
export const DOCUMENT_IDLE_MS = 30_000;

/** Whether a full room has shrunk is looked at no more often than this; it means encoding the whole state. */
export const FULL_ROOM_CHECK_MS = 10_000;

/** Presence goes out at once, and then at most this often: faster than the eye follows a cursor. */
export const PRESENCE_INTERVAL_MS = 50;

/** The owner of a presence id that somebody else claims, too, has this long to show that it is still there. */
export const PROBE_TIMEOUT_MS = 3_000;

/** Ids of participants that left: remembered so that an echo of their presence does not bring them back. */
export const MAX_DEPARTED_IDS = 500;

/** A message longer than this goes out in pieces, so that a slow reader can be told from a dead one. */
export const FRAGMENT_BYTES = 64 * 1024;

/** How much is handed to the kernel ahead of a reader's progress; the rest waits in the outbox. */
export const WRITE_WINDOW_BYTES = 256 * 1024;

/** The closing handshake of a WebSocket: who has not answered by then is cut off. */
export const CLOSE_GRACE_MS = 3_000;

/** Sending the headers of a request, and the whole of it. */
export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 30_000;

/** Rooms on one page of the list. */
export const MAX_LIST_LIMIT = 1_000;

/** Of a graceful stop's time: until then waiting updates are written, until then snapshots. The rest is closing. */
export const STOP_FLUSH_MS = 6_000;
export const STOP_SNAPSHOT_MS = 8_000;
