/** Why a WebSocket has ended. docs/protocol.md lists the same codes, and a test compares the two. */
export const CloseCode = {
  goingAway: 1001,
  /** No frame carries it. A WebSocket reports it when the connection breaks. */
  connectionLost: 1006,
  /** The WebSocket library's own word for a message in too many fragments. */
  tooManyFragments: 1008,
  /** The WebSocket library's own word for a message beyond the limit. */
  messageTooLarge: 1009,
  internalError: 1011,
  restarting: 1012,
  tryAgainLater: 1013,
  badMessage: 4400,
  notSignedIn: 4401,
  notAllowed: 4403,
  noSuchRoom: 4404,
  tooSlow: 4408,
  tooLarge: 4413,
  tooMany: 4429,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** What the end of a connection means to its client. */
export type Aftermath =
  /** It comes back by itself: a later attempt may succeed. */
  | 'come back'
  /** Reconnecting cannot help: the person has to do something first. */
  | 'over'
  /** The relay refused what was sent, and the same would end the next connection, too. */
  | 'refused'
  /** The relay has no such room, or this person has no access to it. */
  | 'gone';

/**
 * Accepts any code, including those of newer relays and of proxies. From 4400 to 4499 a connection is over.
 */
export function aftermathOf(code: number): Aftermath {
  return KNOWN.get(code) ?? (code >= 4400 && code < 4500 ? 'over' : 'come back');
}

const AFTERMATHS: Record<keyof typeof CloseCode, Aftermath> = {
  goingAway: 'come back',
  connectionLost: 'come back',
  tooManyFragments: 'come back',
  messageTooLarge: 'refused',
  internalError: 'come back',
  restarting: 'come back',
  tryAgainLater: 'come back',
  badMessage: 'refused',
  notSignedIn: 'over',
  notAllowed: 'gone',
  noSuchRoom: 'gone',
  tooSlow: 'over',
  tooLarge: 'refused',
  tooMany: 'over',
};

const KNOWN: ReadonlyMap<number, Aftermath> = new Map(
  Object.entries(AFTERMATHS).map(([name, aftermath]) => [
    CloseCode[name as keyof typeof CloseCode],
    aftermath,
  ]),
);
