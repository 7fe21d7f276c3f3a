import { createDecoder, readVarString, readVarUint } from 'lib0/decoding';
import * as z from 'zod';
import { MessageType } from '../../shared/protocol/messageType.ts';
import type { RelayId, RelayIdentity } from '../../shared/relay/relayIdentity.ts';
import { relayIdentitySchema } from '../../shared/relay/relayIdentity.ts';

/** What one connection requires of its relay. */
export interface Proof {
  /** The relay must prove one of these before anything passes; with none, everything passes. */
  readonly expected: readonly RelayId[];
  /** The id that an identity proves on this connection; undefined for none. */
  prove(identity: RelayIdentity | undefined): Promise<RelayId | undefined>;
  /** The relay's proven identity. If it should have proved another one, the connection is about to close. */
  met(id: RelayId | undefined): void;
}

/**
 * Opens a socket that gives nothing away before the relay has proved who it is. Frames wait in both
 * directions. So a stranger gets no text, no name and no place in the text, and cannot change anything here.
 * Listen for messages only with `onmessage`.
 *
 * The proof is in `welcome`, which is a relay's first message.
 */
export function openProven(
  socket: typeof WebSocket,
  url: string,
  proof: Proof,
  protocols: string[] = [],
): WebSocket {
  class ProvenSocket extends socket {
    #state: 'new' | 'proving' | 'open' | 'closed' = 'new';
    readonly #said: Parameters<WebSocket['send']>[0][] = [];
    readonly #heard: (() => void)[] = [];
    #take: WebSocket['onmessage'] = null;

    constructor() {
      super(url, protocols);
      Object.defineProperty(this, 'onmessage', {
        get: () => this.#take,
        set: (take: WebSocket['onmessage']) => (this.#take = take),
      });
      super.addEventListener('message', (event: MessageEvent) => {
        if (this.#state === 'new') {
          this.#state = 'proving';
          void this.#prove(identityIn(event.data));
        }
        this.#pass(() => {
          this.#take?.call(this, event);
        });
      });
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (this.#isOpen) super.send(data);
      else this.#said.push(data);
    }

    get #isOpen(): boolean {
      return this.#state === 'open' || proof.expected.length === 0;
    }

    #pass(deliver: () => void): void {
      if (this.#isOpen) deliver();
      else this.#heard.push(deliver);
    }

    async #prove(identity: RelayIdentity | undefined): Promise<void> {
      const { expected } = proof;
      const id = await proof.prove(identity);
      // Closed from either end. What it was does not matter any more.
      if (this.readyState !== this.OPEN) return;
      const isExpected = expected.length === 0 || expected.some((one) => one === id);
      this.#state = isExpected ? 'open' : 'closed';
      proof.met(id);
      if (isExpected) {
        for (const data of this.#said.splice(0)) super.send(data);
      } else {
        this.close();
      }
      for (const deliver of this.#heard.splice(0)) if (isExpected) deliver();
    }
  }
  return new ProvenSocket();
}

/** What a `welcome` says about the relay; undefined in any other message. */
function identityIn(data: unknown): RelayIdentity | undefined {
  if (!(data instanceof ArrayBuffer)) return undefined;
  try {
    const decoder = createDecoder(new Uint8Array(data));
    if (readVarUint(decoder) !== MessageType.control) return undefined;
    return welcomeSchema.safeParse(JSON.parse(readVarString(decoder))).data?.relay;
  } catch {
    // Bytes that are not a message.
    return undefined;
  }
}

const welcomeSchema = z.object({ kind: z.literal('welcome'), relay: relayIdentitySchema.optional() });
