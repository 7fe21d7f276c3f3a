import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import { lookAtMessage } from './relayMessage.ts';

/** What `relaySocket` tells of the connections that y-websocket makes with it; it has no events for that. */
export interface RelaySocketListener {
  /** A sync message is about to leave. */
  sending(message: 'step2' | 'update'): void;
  /** A message came in. */
  heard(): void;
  /** What came in comes from no relay: nothing of it was taken in. */
  broken(problem: string): void;
  /** A message that came in could not be dealt with here. */
  failed(error: unknown): void;
}

/**
 * `socket` as y-websocket may have it: only messages that can be read to their end come in, and what y-websocket throws
 * over one of them does not become an uncaught exception of the window's extension host.
 */
export function relaySocket(socket: typeof WebSocket, listener: RelaySocketListener): typeof WebSocket {
  return class RelaySocket extends socket {
    #take: WebSocket['onmessage'] = null;

    constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
      super(...parameters);
      // y-websocket listens by this property alone.
      Object.defineProperty(this, 'onmessage', {
        get: () => this.#take,
        set: (take: WebSocket['onmessage']) => (this.#take = take),
      });
      this.addEventListener('message', (event) => this.#receive(event));
      // `ws` hangs up by itself on a frame that is none, or too large; browsers say nothing of why.
      this.addEventListener('error', (event) => {
        const code = codeOf(event);
        if (code?.startsWith('WS_ERR_') === true) listener.broken(code);
      });
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (data instanceof Uint8Array && data[0] === MessageType.sync) {
        if (data[1] === SyncType.step2) listener.sending('step2');
        else if (data[1] === SyncType.update) listener.sending('update');
      }
      super.send(data);
    }

    #receive(event: MessageEvent): void {
      // Let go of: what still comes is for nobody.
      if (this.#take === null) return;
      listener.heard();
      const data: unknown = event.data;
      const look = data instanceof ArrayBuffer ? lookAtMessage(new Uint8Array(data)) : 'broken';
      if (look === 'unknown') return;
      if (look === 'broken') {
        listener.broken('a message that cannot be read');
        return;
      }
      try {
        this.#take.call(this, event);
      } catch (error) {
        listener.failed(error);
      }
    }
  };
}

function codeOf(event: Event): string | undefined {
  const error: unknown = 'error' in event ? event.error : undefined;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
