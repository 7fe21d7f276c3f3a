import { applyAwarenessUpdate, removeAwarenessStates, type Awareness } from 'y-protocols/awareness';
import type { Log } from '../ports.ts';
import { clientMessage } from './clientMessage.ts';
import { admitPresence } from './presenceGate.ts';

/** What y-protocols says of a change, by client ids. */
interface AwarenessChange {
  readonly added: number[];
  readonly updated: number[];
  readonly removed: number[];
}

/** What this window shows and sees over its connection. */
export class ConnectedPresence {
  readonly #awareness: Awareness;
  readonly #log: Log;
  readonly #send: (message: Uint8Array) => void;
  readonly #key = randomKey();

  /** `send` receives every change of presence, and drops what it cannot send. */
  constructor(options: { awareness: Awareness; log: Log; send: (message: Uint8Array) => void }) {
    this.#awareness = options.awareness;
    this.#log = options.log;
    this.#send = options.send;
    this.#awareness.on('update', this.#changed);
  }

  /** Shows the relay that this window, on whichever wire, is the same (docs/presence.md). */
  get key(): Uint8Array {
    return clientMessage.control({ kind: 'presence_key', key: this.#key });
  }

  /** This window shows nothing any more. */
  get goodbye(): Uint8Array {
    return clientMessage.goodbye(this.#awareness);
  }

  /** What this window shows, for a new wire; undefined for nothing. */
  get own(): Uint8Array | undefined {
    const { clientID } = this.#awareness;
    return this.#awareness.getLocalState() === null
      ? undefined
      : clientMessage.presence(this.#awareness, [clientID]);
  }

  /** Applies what the relay says about others. */
  see(update: Uint8Array): void {
    const admitted = admitPresence(update, this.#awareness);
    if (admitted === undefined) this.#log.warn('The relay sent presence that cannot be shown.');
    else applyAwarenessUpdate(this.#awareness, admitted, this);
  }

  /** Forgets everybody, so that the next word about anybody is news. */
  forgetOthers(): void {
    const { states, meta, clientID } = this.#awareness;
    const others = [...states.keys()].filter((id) => id !== clientID);
    removeAwarenessStates(this.#awareness, others, this);
    // y-protocols accepts only higher clocks than it has seen. The relay stamps them, so without this a relay
    // that restarted with another date, or was restored, would be ignored.
    for (const id of meta.keys()) if (id !== clientID) meta.delete(id);
  }

  dispose(): void {
    this.#awareness.off('update', this.#changed);
    this.forgetOthers();
  }

  /**
   * This also sends back what the window heard about others, as any client of y-websocket does. The relay
   * ignores that.
   */
  readonly #changed = ({ added, updated, removed }: AwarenessChange): void =>
    this.#send(clientMessage.presence(this.#awareness, [...added, ...updated, ...removed]));
}

/** 128 bits in hex. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
