import { type RawData, WebSocket } from 'ws';
import { MAX_MESSAGE_BYTES, MAX_MESSAGE_FRAGMENTS } from '../../shared/limits.ts';
import type { ClosingRefusal } from '../../shared/protocol/refusal.ts';
import { KEY_PROTOCOL, TANDEM_PROTOCOL } from '../../shared/protocol/socketProtocols.ts';
import type { Clock } from '../clock.ts';
import { CLOSE_GRACE_MS } from '../limits.ts';
import type { Wire } from './wire.ts';

/** A constant of its own because the types do not know `closeTimeout` yet. */
export const OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  maxFragments: MAX_MESSAGE_FRAGMENTS,
  closeTimeout: CLOSE_GRACE_MS,
  // `answerPings` does it.
  autoPong: false,
  handleProtocols: chooseProtocol,
};

/** Tandem's own where it is offered, else the first, as `ws` does by itself; but never one that holds a key. */
function chooseProtocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(TANDEM_PROTOCOL)) return TANDEM_PROTOCOL;
  return [...offered].find((protocol) => !protocol.startsWith(KEY_PROTOCOL)) ?? false;
}

/**
 * Answers pings: the latest, when the answer before it is out. RFC 6455 (5.5.3) allows that, and each answer is a write
 * to the kernel, so a flood of pings costs few of them, and no memory where nobody reads.
 */
export function answerPings(socket: WebSocket, clock: Pick<Clock, 'soon'>): void {
  let latest: Buffer | undefined;
  let isAnswering = false;
  const answer = (): void => {
    const payload = latest;
    latest = undefined;
    isAnswering = payload !== undefined && socket.readyState === WebSocket.OPEN;
    if (isAnswering) socket.pong(payload, false, () => clock.soon(answer));
  };
  socket.on('ping', (payload) => {
    latest = payload;
    if (isAnswering) return;
    isAnswering = true;
    clock.soon(answer);
  });
}

export function wireOf(socket: WebSocket): Wire {
  return {
    ping: (payload) => {
      if (socket.readyState === WebSocket.OPEN) socket.ping(payload);
    },
    close: ({ code, sentence }) => socket.close(code, sentence),
    terminate: () => socket.terminate(),
  };
}

export function leave(socket: WebSocket, { code, sentence }: ClosingRefusal): void {
  if (socket.readyState === WebSocket.OPEN) socket.close(code, sentence);
  // It was paused, and has to hear the other side's goodbye.
  socket.resume();
}

/** `ws` hands out one Buffer as long as `binaryType` is left alone. */
export function bytesOf(data: RawData): Uint8Array {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data);
}
