/**
 * Every limit of the wire, with its reason. Bytes unless the name says otherwise; times carry their unit.
 */

/** One WebSocket message. A pasted megabyte still fits; a bomb does not. See also the text limit below. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** Fragments of one WebSocket message. Honest clients send one; thousands of tiny ones exhaust memory. */
export const MAX_MESSAGE_FRAGMENTS = 64;

/**
 * One WebSocket message of a relay, for the extension: the whole state of a room at its limit, which
 * deletions may still exceed. Anything larger does not come from a relay.
 */
export const MAX_RELAY_MESSAGE_BYTES = 32 * 1024 * 1024;

/** Fragments of one message of a relay, which sends pieces of 64 KiB. */
export const MAX_RELAY_MESSAGE_FRAGMENTS = 1_024;

/** A control message of a relay: the longest welcome has about 2,000 bytes. */
export const MAX_CONTROL_BYTES = 64 * 1024;

/** An answer of a relay over REST: a text at its limit in which every character is escaped. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The text of a room, in UTF-16 code units: above this VS Code itself gets slow. */
export const MAX_TEXT_UNITS = 5 * 1024 * 1024;

/** A room's stored state (text, tombstones, ids). Four times the text leaves room for a long history. */
export const MAX_STATE_BYTES = 20 * 1024 * 1024;

/** Structs that one update may carry; a 5 MB state of scattered single characters has about this many. */
export const MAX_UPDATE_STRUCTS = 1_000_000;

/**
 * Structs of a room's state, of any kind: each takes about a hundred bytes in a decoded document, whatever it takes in
 * the state. A text in which every fifth character was typed at another place has this many.
 */
export const MAX_ROOM_STRUCTS = 1_000_000;

/** Structs of a whole state, for the extension: a state at its limit has at least 5 bytes a struct. */
export const MAX_STATE_STRUCTS = 4_000_000;

/**
 * The text that a window takes from a relay, in UTF-16 code units: a full room, what was pasted here offline, and as
 * much again until deletions that come later make room.
 */
export const MAX_REPLICA_UNITS = 3 * MAX_TEXT_UNITS;

/** Clocks beyond 2^31 no longer fit the small integers that Yjs counts with. */
export const MAX_CLOCK = 2 ** 31 - 1;

/** The relay stamps presence with the time: its stamps pass 2^31 in 2029, and never come near this. */
export const MAX_PRESENCE_CLOCK = 2 ** 48;

/**
 * Yjs client ids that ever wrote into a room; every editing session takes one. Bounds the state vector, which each
 * join exchanges (about 7 bytes an id) and the relay keeps in memory.
 */
export const MAX_ROOM_CLIENTS = 100_000;

/** One participant's presence as JSON: a name, a colour and the selections of twenty cursors. */
export const MAX_PRESENCE_BYTES = 8 * 1024;

/** Bytes of presence that a participant may show in a second before the relay reads them more slowly. */
export const PRESENCE_BYTES_PER_SECOND = 16 * 1024;

/** Nesting of a presence value; selections > item > anchor > id needs five. */
export const MAX_PRESENCE_DEPTH = 8;

/** Selections that a participant publishes. More cursors than this help nobody. */
export const MAX_PRESENCE_SELECTIONS = 20;

/** Entries of one awareness message: a Yjs client may pass on everybody, and everybody who left in the last 30 s. */
export const MAX_PRESENCE_ENTRIES = 400;

/**
 * One awareness message: a full room with ordinary presence. It does not hold all entries at their own limit.
 */
export const MAX_PRESENCE_MESSAGE_BYTES = 1024 * 1024;

/** Participants of one room. */
export const MAX_PARTICIPANTS = 200;

/** The outbox of a slow reader. Above this it gets no more updates until it has drained, and then a sync. */
export const OUTBOX_SOFT_BYTES = 1024 * 1024;

/** ... and above this, or when it has not drained for OUTBOX_STALL_MS, the participant is closed (4408). */
export const OUTBOX_HARD_BYTES = 8 * 1024 * 1024;
export const OUTBOX_STALL_MS = 10_000;

/** The relay pings this often. y-websocket gives up after 30 s without a message, so this stays below half of it. */
export const HEARTBEAT_INTERVAL_MS = 12_000;

/** A participant without any sign of life for this long is gone: three missed heartbeats. */
export const HEARTBEAT_TIMEOUT_MS = 36_000;

/**
 * Without a message from the relay for this long, the extension reconnects: one missed heartbeat and some
 * slack.
 */
export const CLIENT_SILENCE_TIMEOUT_MS = 20_000;

/** A graceful stop ends after this, whatever is still open. */
export const STOP_TIMEOUT_MS = 10_000;

/** A room's name, in UTF-16 code units. */
export const MAX_ROOM_NAME_UNITS = 200;

/** A VS Code language id. */
export const MAX_LANGUAGE_UNITS = 50;

/** Rooms that a page of the list may skip by number. Each costs a step; links to the next page skip none. */
export const MAX_LIST_SKIP = 100_000;

/** Rooms on one page of the list. For more, ask for the next page. */
export const MAX_LIST_LIMIT = 1_000;

/**
 * The texts of one page of the list of rooms, in UTF-8, unless one room alone has more: a thousand rooms at their own
 * limit would be gigabytes. A text at its limit still fits twice.
 */
export const MAX_LIST_TEXT_BYTES = 10 * 1024 * 1024;

/** A participant's display name, in UTF-16 code units; what is longer is cut for display. */
export const MAX_NAME_UNITS = 64;

/** The body of a REST request: the largest text, escaped as JSON, and a little more. */
export const MAX_BODY_BYTES = 12 * 1024 * 1024;

/**
 * The log that is kept in memory and replayed at a load before a new snapshot is written: this many updates, or more
 * while the last snapshot is younger than SNAPSHOT_INTERVAL_MS, for taking an edit in costs as much as passing it on
 * does; and never more than so many bytes.
 */
export const SNAPSHOT_AFTER_UPDATES = 5_000;
export const SNAPSHOT_AFTER_BYTES = 1024 * 1024;
export const SNAPSHOT_INTERVAL_MS = 5_000;

/** The path of a file in a request for completions: four times what Linux and macOS allow. */
export const MAX_PATH_UNITS = 1024;
