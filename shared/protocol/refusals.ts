import { PRESENCE_FAULTS } from '../guard/awarenessGuard.ts';
import { type RefusalReason, UPDATE_FAULTS } from '../guard/updateRefusal.ts';
import { MAX_BODY_BYTES, MAX_TEXT_UNITS } from '../limits.ts';
import { CloseCode } from './closeCode.ts';

/** What the relay says about one outcome. */
interface Entry {
  /**
   * Closes a WebSocket; absent if none ends this way. The code decides whether to come back (`aftermathOf`).
   */
  readonly code?: CloseCode;
  /** Answers a request; absent if none is answered this way. 503 and 429 invite the client to come back. */
  readonly status?: number;
  /** One plain sentence. With a code it has at most 123 bytes: the room that a close frame has. */
  readonly sentence: string | ((...words: never[]) => string);
}

/** Every outcome that the relay expects and refuses, by its kind. Nothing else closes a WebSocket or answers a request. */
export const refusals = {
  // The relay and its rooms, now.
  restarting: { code: CloseCode.restarting, status: 503, sentence: restarting() },
  /** For clients that arrive while the relay stops. */
  stopping: { code: CloseCode.tryAgainLater, status: 503, sentence: restarting() },
  overloaded: {
    code: CloseCode.tryAgainLater,
    status: 503,
    sentence: 'The relay cannot store edits at the moment. Keep yours and try again soon.',
  },
  busy: {
    code: CloseCode.tryAgainLater,
    status: 503,
    sentence: 'The relay is busy with other large messages. Keep your edits and try again soon.',
  },
  perhapsStored: {
    code: CloseCode.tryAgainLater,
    status: 503,
    sentence:
      'The relay cannot store edits at the moment. It may still store this one; send it again to be sure.',
  },
  outOfStep: {
    code: CloseCode.tryAgainLater,
    status: 503,
    sentence: 'The relay cannot take this edit at the moment. Send it again.',
  },
  databaseTrouble: {
    status: 503,
    sentence: 'The database of the relay does not work at the moment; try again soon.',
  },
  noCompletions: { status: 503, sentence: 'There are no completions at the moment; try again later.' },
  partlyChanged: {
    status: 503,
    sentence: 'The text was changed, but name and language were not; send those again.',
  },
  failed: {
    status: 500,
    sentence: (requestId: string) =>
      `Something went wrong in the relay; its log says what, under request ${requestId}.`,
  },

  // A room that is unavailable.
  noSuchRoom: {
    code: CloseCode.noSuchRoom,
    status: 404,
    sentence: 'This room does not exist. It may have been deleted.',
  },
  roomDeleted: { code: CloseCode.noSuchRoom, status: 404, sentence: 'This room has been deleted.' },
  roomReopened: {
    code: CloseCode.restarting,
    status: 503,
    sentence: 'The relay is reopening this room. Your window reconnects by itself.',
  },
  roomEmpty: { code: CloseCode.goingAway, status: 503, sentence: 'This room is empty.' },
  roomFull: { code: CloseCode.tryAgainLater, sentence: 'This room is full. Try again in a moment.' },
  roomFullOfSilence: {
    code: CloseCode.tryAgainLater,
    sentence: 'This room is full, and you have not sent a sync step 1.',
  },
  largeRoomsBusy: {
    code: CloseCode.tryAgainLater,
    status: 503,
    sentence: 'The relay is busy with large rooms. Try again soon.',
  },
  roomUnreadable: {
    code: CloseCode.internalError,
    status: 503,
    sentence:
      'This room cannot be read: it is damaged or too large. The log of the relay says more; other rooms are not affected.',
  },
  roomNotOpened: {
    code: CloseCode.internalError,
    sentence: 'This room cannot be opened at the moment.',
  },

  // What a room does not accept.
  badUpdate: {
    code: CloseCode.badMessage,
    status: 422,
    sentence: (fault: Exclude<RefusalReason, TooMuch>) => UPDATE_FAULTS[fault],
  },
  /** Honest clients may send it, too. */
  largeUpdate: {
    code: CloseCode.tooLarge,
    status: 413,
    sentence: (fault: TooMuch) => UPDATE_FAULTS[fault],
  },
  textFull: {
    code: CloseCode.tooLarge,
    status: 413,
    sentence: `A room holds ${MAX_TEXT_UNITS} UTF-16 units of text, and this would be more.`,
  },
  historyFull: {
    code: CloseCode.tooLarge,
    status: 413,
    sentence: 'This room has too long a history. Copy its text into a new room.',
  },
  tooLongForJson: {
    code: CloseCode.tooLarge,
    sentence: 'This room has too long a history for /ws. Use a Yjs client, or copy its text into a new room.',
  },
  clientsBeyondShare: {
    code: CloseCode.tooLarge,
    status: 413,
    sentence: 'This is the work of too many editing sessions. Copy the text into a new room.',
  },
  clientsWithoutStep2: {
    code: CloseCode.tryAgainLater,
    status: 503,
    sentence: 'This edit is of too many editing sessions for one message. Connect again to send it.',
  },
  clientsAtOnce: {
    code: CloseCode.tryAgainLater,
    status: 503,
    sentence: 'Too many begin to write here at once. Keep your edits and try again soon.',
  },
  textTooLong: {
    status: 413,
    sentence: (units: number) =>
      `A room holds ${MAX_TEXT_UNITS} UTF-16 units of text, and this one has ${units}.`,
  },

  // How a participant behaves.
  badFrame: { code: CloseCode.badMessage, sentence: (fault: FrameFault) => FRAME_FAULTS[fault] },
  unknownFrame: {
    code: CloseCode.badMessage,
    sentence: (type: number) => `Unknown message type: ${type}.`,
  },
  unknownSync: {
    code: CloseCode.badMessage,
    sentence: (type: number) => `Unknown sync message type: ${type}.`,
  },
  badPresence: {
    code: CloseCode.badMessage,
    sentence: (fault: keyof typeof PRESENCE_FAULTS) => PRESENCE_FAULTS[fault],
  },
  badJsonMessages: { code: CloseCode.badMessage, sentence: 'Too many messages that /ws does not know.' },
  silent: { code: CloseCode.tryAgainLater, sentence: 'No sync step 1 came in ten seconds.' },
  readsTooSlowly: { code: CloseCode.tooSlow, sentence: 'You read too slowly to keep up with this room.' },
  sendsTooMuch: {
    code: CloseCode.tooMany,
    sentence: 'You send more than the relay takes from one participant.',
  },

  // Who asks, and where.
  portForwarded: {
    status: 403,
    sentence: 'This port is being forwarded. Set PUBLIC_URL and TRUST_PROXY.',
  },
  unknownName: {
    status: 403,
    /** `how` is `as "name"`, or `by` and what says it. */
    sentence: (how: string) =>
      `The relay is not known ${how}; its operator has to add it to ALLOWED_HOSTS, or set PUBLIC_URL.`,
  },
  pageMayNotConnect: {
    status: 403,
    sentence: 'Pages of this origin may not connect; its operator has to add it to ALLOWED_ORIGINS.',
  },
  pageMayNotChange: {
    status: 403,
    sentence:
      'Pages of this origin may change nothing here; the operator of the relay has to add it to ALLOWED_ORIGINS.',
  },
  keyMissing: {
    code: CloseCode.notSignedIn,
    status: 401,
    sentence: 'This relay needs a key. Ask whoever runs it for the team key.',
  },
  notTeamKey: {
    status: 401,
    sentence: 'This is not a team key of this relay. Ask whoever runs it for the one that is valid now.',
  },
  metricsWithoutKey: {
    status: 401,
    sentence: "Metrics are for programs on the relay's own computer, and for holders of a team key.",
  },
  keyInAddress: {
    status: 400,
    sentence: 'Addresses are written into logs: send the key as Authorization: Bearer.',
  },
  ownerTokenMissing: {
    status: 401,
    sentence:
      "Only the room's owner may change model_completions: send the token that creating the room gave, as Authorization: Bearer.",
  },
  notOwner: { status: 403, sentence: 'This token is not the one of the owner of this room.' },
  tooManyConnections: {
    status: 429,
    sentence: 'Your address has too many connections open; close some first.',
  },
  tooManyRequests: {
    status: 429,
    sentence: 'Your address sent too many requests. Try again in a moment.',
  },
  tooManyRooms: {
    status: 429,
    sentence: 'Your address created too many rooms. Try again later.',
  },
  tooManyCompletions: {
    status: 429,
    sentence: 'Your address asked for too many completions. Try again in a moment.',
  },
  tooManyEvents: {
    status: 429,
    sentence: 'Your address sent too many completion events. Try again in a moment.',
  },

  // How a request is made.
  nothingHere: {
    status: 404,
    sentence: (docs: string) => `There is nothing at this address; ${docs} lists what there is.`,
  },
  noSocketHere: {
    status: 404,
    sentence: (sync: string, json: string) =>
      `No WebSocket at this address. Rooms are at ${sync}/{room_id} and ${json}/{room_id}.`,
  },
  needsWebSocket: { status: 426, sentence: 'This address takes WebSockets.' },
  wrongMethod: {
    status: 405,
    sentence: 'This address does not take that method; the Allow header lists those it takes.',
  },
  unknownMethod: { status: 501, sentence: 'The relay does not know that method.' },
  bodyEncoded: { status: 415, sentence: 'Send the body as it is: the relay does not unpack anything.' },
  bodyNotJsonType: {
    status: 415,
    sentence: 'Send JSON, and say so: Content-Type: application/json.',
  },
  bodyNotUtf8Type: { status: 415, sentence: 'Send JSON as UTF-8, the only encoding that it has.' },
  bodyTooLarge: { status: 413, sentence: `A request may have ${MAX_BODY_BYTES} bytes; send less.` },
  bodyCutShort: { status: 400, sentence: 'The body did not come whole; send it again.' },
  bodyInCrumbs: { status: 400, sentence: 'The body comes in too many pieces; send larger ones.' },
  bodyTooManyParts: {
    status: 400,
    sentence: (most: number) => `The JSON has more than ${most} brackets, braces and commas.`,
  },
  bodyWithProto: { status: 400, sentence: 'The JSON has a field called __proto__, which nothing here has.' },
  bodyNotJson: { status: 400, sentence: 'This is not JSON; check quotes, commas and brackets.' },
  bodyNotUtf8: { status: 400, sentence: 'The body is not UTF-8; send it in that encoding.' },
  bodyMissing: { status: 400, sentence: 'This request needs a JSON body.' },
  challengeHalved: { status: 400, sentence: 'Send both, a nonce and an address, or neither.' },
  badNonce: { status: 400, sentence: 'Send a nonce of 16 to 64 bytes in base64url.' },
  badAddress: {
    status: 400,
    sentence:
      'Send the address as https://host[:port][/path], with at most 2,048 characters and no slash at the end.',
  },
  codeTooLong: {
    status: 413,
    sentence: `A text has at most ${MAX_TEXT_UNITS} UTF-16 units; send less of it.`,
  },
  badFields: {
    status: 422,
    /** `fields` are names with commas between them; empty if the whole is at fault. */
    sentence: (fields: string) => (fields === '' ? 'The request is invalid.' : `Invalid fields: ${fields}.`),
  },
} as const satisfies Record<string, Entry>;

function restarting() {
  return 'The relay is restarting; try again in a moment.' as const;
}

/** What an honest client may have too much of. */
type TooMuch = 'too_many_clients' | 'too_many_structs';

/** What is wrong with a message of /sync before anybody reads its contents. */
type FrameFault = keyof typeof FRAME_FAULTS;

export const FRAME_FAULTS = {
  notBinary: 'Messages here are binary; text is for /ws.',
  empty: 'The message is empty.',
  awarenessLength: 'An awareness message has the wrong length.',
  queryLength: 'An awareness query must be empty.',
  syncLength: 'A sync message has the wrong length.',
  controlLength: 'A control message has the wrong length.',
  controlNotJson: 'A control message must be JSON.',
  noStateVector: 'A sync step 1 must have a state vector.',
  gap: 'A sync step 2 must not leave a gap.',
} as const;
