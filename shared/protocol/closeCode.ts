/**
 * Why the relay closed a WebSocket. Below 4400 a client comes back by itself; from 4400 on it stops and tells the
 * person why (the range that y-websocket treats as final, too).
 */
export const CloseCode = {
  goingAway: 1001,
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

/** True when coming back cannot help: the person has to do something first, or the same message would be sent again. */
export function isFinalClose(code: number): boolean {
  return (code >= 4400 && code < 4500) || code === CloseCode.messageTooLarge;
}
