import type { Clock } from '../ports.ts';
import { readRelayMessage, type RelayMessage } from './relayMessage.ts';

/** What a wire reports. */
export interface WireListener {
  opened(): void;
  received(message: RelayMessage): void;
  /** The other end hung up, or the connection broke or could not be made. */
  closed(code: number, reason: string): void;
  /** The received bytes are not even a frame. */
  malformed(problem: string): void;
}

/**
 * One WebSocket to a relay, from start to end.
 *
 * W1: After `close` it reports nothing, whatever its socket still does.
 * W2: It passed the messages that it counts as sent to an open socket, in that order.
 */
export class Wire {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #counted = 0;
  #heardAt: number;

  constructor(socket: WebSocket, clock: Clock, listener: WireListener) {
    this.#socket = socket;
    this.#clock = clock;
    this.#heardAt = clock.now();
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#heardAt = clock.now();
      listener.opened();
    };
    socket.onmessage = (event) => {
      this.#heardAt = clock.now();
      listener.received(readRelayMessage(event.data));
    };
    // `ws` hangs up by itself on a frame that is invalid or too large. Browsers do not say why.
    socket.onerror = (event) => {
      const code = codeOf(event);
      if (code?.startsWith('WS_ERR_') === true) listener.malformed(code);
    };
    socket.onclose = ({ code, reason }) => listener.closed(code, reason);
  }

  /** How long the other end has been silent. */
  get silentMs(): number {
    return this.#clock.now() - this.#heardAt;
  }

  /** False, and nothing sent, when the socket is not open. Never throws. */
  send(message: Uint8Array): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    this.#socket.send(message as Uint8Array<ArrayBuffer>);
    return true;
  }

  /**
   * Sends a message that the relay counts. Returns its number on this wire, from 1, or undefined if it was
   * not sent.
   */
  sendCounted(message: Uint8Array): number | undefined {
    return this.send(message) ? ++this.#counted : undefined;
  }

  close(): void {
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Keep a listener: in Node, an error that nobody hears is an uncaught exception, and hanging up on a
    // socket that is still opening causes one.
    socket.onerror = () => undefined;
    socket.close();
  }
}

function codeOf(event: Event): string | undefined {
  const error: unknown = 'error' in event ? event.error : undefined;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
