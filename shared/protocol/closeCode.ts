/** Why a WebSocket has ended. docs/protocol.md lists the same codes, and a test holds the two together. */
export const CloseCode = {
  goingAway: 1001,
  /** No frame brings it: it is what a WebSocket says when the connection broke. */
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

/** What a client makes of the end of its connection. */
export type Aftermath =
  /** It comes back by itself: a later attempt may succeed. */
  | 'come back'
  /** Coming back by itself cannot help: the person has to do something first. */
  | 'over'
  /** The relay did not take what was sent, so the same would end the next connection, too. */
  | 'refused'
  /** The relay has no such room, or not for this person. */
  | 'gone';

/** Takes any code, those of newer relays and of proxies included. From 4400 to 4499 a connection is over. */
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
