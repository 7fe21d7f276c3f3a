import { MAX_ROOM_STRUCTS } from '../shared/limits.ts';

/**
 * Limits that concern the relay alone, each with its reason. What a client has to know, too, is in shared/limits.ts; what
 * is kept in memory for others, in costs/memoryLimits.ts.
 */

/** Updates of one room that wait for the database. Beyond this its writers are sent away until it answers again. */
export const MAX_UNSAVED_ROOM_BYTES = 4 * 1024 * 1024;

/** ... and of all rooms together, so that a dead database does not take the process with it. */
export const MAX_UNSAVED_BYTES = 128 * 1024 * 1024;

/** Rows of one commit: a longer transaction would make everybody wait for the slowest. */
export const MAX_COMMIT_ROWS = 2_000;

/**
 * Where nothing was stored for so long, an edit is stored at once rather than at the end of the event loop's turn, 50 µs
 * later. With 500 edits a second or more it hardly happens, so that groups form.
 */
export const CALM_MS = 5;

/** A failed append is tried again after the first of these, then twice as long each time up to the second. */
export const RETRY_FIRST_MS = 100;
export const RETRY_LAST_MS = 5_000;

/** A commit that takes this long is worth telling: people should know that their edits are not on disk yet. */
export const SLOW_COMMIT_MS = 3_000;

/** A room's decoded document is dropped when nobody has asked for its text for this long. */
export const DOCUMENT_IDLE_MS = 30_000;

/**
 * A document of more bytes is built in a thread of its own: 128 KiB of scattered characters take the event loop some
 * 50 ms, and an ordinary text of that size less than the way to the thread and back.
 */
export const LARGE_DOCUMENT_BYTES = 128 * 1024;

/** ... or of more Yjs clients, each of which costs as much as a kilobyte: a class that has met three times. */
export const LARGE_DOCUMENT_CLIENTS = 600;

/** A room with a large document stays loaded for this long after the last person leaves, in case they come back. */
export const LARGE_ROOM_LINGER_MS = 30_000;

/** The thread's heap. 1.2 million scattered characters, the most that a room holds, take 276 MB and their encoding 60. */
export const DOCUMENT_HEAP_MB = 512;

/** What the thread has not answered by then is given up, and the thread with it: the largest rooms take ten seconds. */
export const DOCUMENT_JOB_MS = 60_000;

/** One large room's questions are answered for this long while others wait; only the first builds its document. */
export const DOCUMENT_TURN_MS = 1_000;

/** Questions about large rooms that wait, a quarter of them about one; at a second each they take a minute. */
export const MAX_DOCUMENT_JOBS = 64;

/** A client that finds too many questions waiting asks again after this. */
export const BUSY_DOCUMENTS_MS = 500;

/** A room whose document has cost the thread its life is not built again for so long. This many are remembered. */
export const UNREADABLE_MS = 300_000;
export const MAX_UNREADABLE_ROOMS = 1_000;

/** A list does not wait longer for the texts of large rooms; the next one has them. Clients give up after 15 s. */
export const LIST_PATIENCE_MS = 5_000;

/** Whether a full room has shrunk is looked at no more often than this; it means encoding the whole state. */
export const FULL_ROOM_CHECK_MS = 10_000;

/**
 * Beyond a room's limits of structs and bytes, for edits that bring no text: who comes back to a full room with what was
 * typed and deleted meanwhile must not be sent away for it.
 */
export const DELETION_RESERVE = 0.05;

/**
 * Structs that a room's deletions may split its text into. Deleting every second character of the longest text would
 * make five million, half a gigabyte; a room at its limit of structs can still be emptied one by one.
 */
export const MAX_SPLIT_STRUCTS = 2 * MAX_ROOM_STRUCTS;

/** UTF-16 units that a deletion frees on average to be taken whatever it splits: so much text is 300,000 of them. */
export const FREEING_UNITS = 16;

/** New Yjs client ids of one message. An update has one; two people who merged offline work in one document, two. */
export const MAX_NEW_CLIENTS = 16;

/** ... and of one step 2, as a part of what a room has left: somebody who has what a relay lost brings thousands. */
export const NEW_CLIENTS_SHARE = 0.1;

/** Presence goes out at once, and then at most this often: faster than the eye follows a cursor. */
export const PRESENCE_INTERVAL_MS = 50;

/**
 * y-protocols drops whom it has not heard of for 30 seconds. So a record that was not sent for PRESENCE_RENEWAL_MS is
 * sent again, together with all others that are due when it is looked: 15 to 20 seconds, and one message for everybody.
 */
export const PRESENCE_RENEWAL_MS = 15_000;
export const PRESENCE_RENEWAL_CHECK_MS = 5_000;

/**
 * What one room hands out of presence in a millisecond, beyond which its ticks come later, and at once. 100 people who
 * move at once with 200 bytes each are 2 MB, every 100 ms.
 */
export const PRESENCE_BYTES_PER_MS = 20_000;
export const PRESENCE_BURST_BYTES = 4 * 1024 * 1024;

/** Handing it out keeps others waiting for no longer. */
export const PRESENCE_SLICE_MS = 1;

/** Entries of one presence message. At their own limit they fit into a client's message. */
export const PRESENCE_GROUP = 32;

/** Entries that are not shared by halves any more: one message more would cost everybody more than seven entries. */
export const PRESENCE_LEAF = 8;

/** The owner of a presence id that somebody else claims, too, lends it after this long without an answer. */
export const PROBE_TIMEOUT_MS = 3_000;

/** What a client may tell the relay as a control message: today's only one has 40 bytes. */
export const MAX_CLIENT_CONTROL_BYTES = 1024;

/** Messages up to this, unless they ask for something, are not timed: looking at the clock would be a part of their cost. */
export const QUICK_MESSAGE_BYTES = 512;

/** Mismatches that are counted for one connection: an honest client has none. */
export const MAX_COUNTED_MISMATCHES = 20;

/** Ids of participants that left: remembered so that an echo of their presence does not bring them back. */
export const MAX_DEPARTED_IDS = 500;

/** A message longer than this goes out in pieces, so that a slow reader can be told from a dead one. */
export const FRAGMENT_BYTES = 64 * 1024;

/** How much is handed to the kernel ahead of a reader's progress; the rest waits in the outbox. */
export const WRITE_WINDOW_BYTES = 256 * 1024;

/** What one client may send at once, in seconds of MESSAGES_PER_SECOND: a person who comes back after a day offline. */
export const FLOOD_BURST_SECONDS = 10;

/** Each ping or pong counts as ten messages, because an honest client sends one every few seconds. */
export const SIGN_OF_LIFE_MESSAGES = 10;

/** Bytes that count as one message more: at 1,000 messages a second, 4 MB a second and 40 MB at once. */
export const FLOOD_BYTES_PER_MESSAGE = 4 * 1024;

/** A client that wants to send more than that for this long, without a pause to recover, is closed. */
export const FLOOD_PATIENCE_MS = 30_000;

/** Bytes of the log are charged in lots: looking at the clock for a keystroke would cost more than it. */
export const LOG_LOT_BYTES = 4_096;

/** A message or body of this size blocks the event loop for some milliseconds, so it waits for its turn (LongWork). */
export const LONG_MESSAGE_BYTES = 128 * 1024;

/** Reading a message from its socket and storing it block the event loop for another 5 ms per megabyte. */
export const LONG_MS_PER_BYTE = 5 / (1024 * 1024);

/** Messages read in one turn of the event loop, about 0.5 ms. Every connection may have at least one read. */
export const MESSAGES_OF_A_TURN = 256;

/** ... and bytes of them: about 5 ms. */
export const BYTES_OF_A_TURN = 512 * 1024;

/** What one connection reads before it can be paused: up to 700 messages, which take 1 ms to parse. */
export const SLICE_BYTES = 4 * 1024;

/** A client is not asked again sooner for what an edit of its lacks. */
export const ASK_AGAIN_MS = 250;

/** Connections that begin to be read in one turn, at first or after a pause. Each brings a slice at least. */
export const RESUMES_OF_A_TURN = 4;

/** An edit waits this long for the disk anyway, so nobody notices work that takes no longer. */
export const UNNOTICED_MS = 2;

/**
 * What all long work together may take of the event loop: some of it at once, then 2 %. With more, the slowest twentieth
 * of everybody's edits would wait for it. A paste of a megabyte takes 10 ms, a list of a thousand rooms 30.
 */
export const LONG_WORK_MS_PER_SECOND = 20;
export const LONG_WORK_BURST_MS = 60;

/** The most that can be owed: past work delays new long work by 15 seconds at most. */
export const MAX_LONG_WORK_OWED_MS = LONG_WORK_BURST_MS + 15 * LONG_WORK_MS_PER_SECOND;

/** Somebody who has sent nothing for this long does not notice other people's long work. */
export const COMPANY_MS = 1_000;

/** A request is charged this much until its real cost is known, because many can begin before the first ends. */
export const LONG_REQUEST_MS = 20;

/** The same for a message of which only a part has arrived. */
export const LONG_ARRIVAL_MS = LONG_WORK_BURST_MS;

/** Holders that the ledger of costs remembers: 20 MB at the most. Beyond it busy ones are forgotten, too. */
export const MAX_LEDGER_HOLDERS = 100_000;

/** A pause longer than this goes by pieces: the client is not read meanwhile, and must not be taken for a dead one. */
export const MAX_PAUSE_MS = 10_000;

/** Clients of the y-websocket protocol begin with a step 1; who has not by then is a socket and not a participant. */
export const STEP_1_DEADLINE_MS = 10_000;

/** The closing handshake of a WebSocket: who has not answered by then is cut off. */
export const CLOSE_GRACE_MS = 3_000;

/** Sending the headers of a request, and the whole of it. A body may wait to be read for a part of that. */
export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 30_000;
export const MAX_BODY_WAIT_MS = REQUEST_TIMEOUT_MS / 2;

/** A change of a text by REST that was not stored by then is answered with 503; it may be stored later. */
export const REPLACE_TIMEOUT_MS = 10_000;

/** Requests that wait on one connection for the answer before them. Browsers and most programs send one at a time. */
export const MAX_PIPELINED_REQUESTS = 32;

/** A connection that neither sends nor reads anything for this long is cut; a model may take a minute to answer. */
export const HTTP_STALL_MS = 120_000;

/** What ROOMS_PER_HOUR and COMPLETIONS_PER_MINUTE are counted over. */
export const ROOM_LIMIT_SECONDS = 3_600;
export const COMPLETION_LIMIT_SECONDS = 60;

/** How often the relay looks whether its database is still there, and still its own. */
export const DATABASE_WATCH_MS = 2_000;

/** So long a write shows that the database takes writes. Then a health check makes one of its own. */
export const WRITE_PROOF_MS = 10_000;

/** A database that has not answered a health check by then is down, for whoever asks. */
export const HEALTH_TIMEOUT_MS = 3_000;

/** Of a graceful stop's time: until then waiting updates are written, until then snapshots. The rest is closing. */
export const STOP_FLUSH_MS = 6_000;
export const STOP_SNAPSHOT_MS = 8_000;

/** A room of more structs takes no clients of /ws: building its text takes the event loop a second for every 100,000. */
export const MAX_JSON_STRUCTS = 50_000;

/** Learning rooms' texts for completions takes no more than this part of the time, as long work: the longest takes 140 ms. */
export const LEARNING_SHARE = 0.02;

/** Clients of /ws get the text, and carets, at most this often: they get all of it each time. */
export const TEXT_INTERVAL_MS = 50;

/** ... and a large one less often, where it takes more than this part of the time: a text of 2 MB takes 20 ms. */
export const LARGE_TEXT_UNITS = 128 * 1024;
export const TEXT_SHARE = 0.02;

/** Who joins has this long to say a name before others of /ws are told; y-websocket clients say it a moment later. */
export const NAME_GRACE_MS = 1_000;

/** Texts that a client of /ws may have begun an edit with. At one each TEXT_INTERVAL_MS these are 1.6 seconds. */
export const MAX_SEEN_TEXTS = 32;

/** A client's program has what its end of the connection has after this at the latest; people react more slowly. */
export const SEEN_GRACE_MS = 250;

/** Messages in a row that a client of /ws may get wrong: one teaches its author, an endless row serves nobody. */
export const MAX_BAD_MESSAGES = 5;

/** Opening brackets and braces, and commas, of a JSON message or body, strings left out: an honest one has a dozen. */
export const MAX_JSON_MARKS = 200;
