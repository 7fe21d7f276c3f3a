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

/** What this window shows by its connection, and what it sees by it. */
export class ConnectedPresence {
  readonly #awareness: Awareness;
  readonly #log: Log;
  readonly #send: (message: Uint8Array) => void;
  readonly #key = randomKey();

  /** `send` is given every change of presence; it drops what it cannot send. */
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

  /** Takes in what the relay says of others. */
  see(update: Uint8Array): void {
    const admitted = admitPresence(update, this.#awareness);
    if (admitted === undefined) this.#log.warn('The relay sent presence that cannot be shown.');
    else applyAwarenessUpdate(this.#awareness, admitted, this);
  }

  /** Sees nobody any more, and takes whatever it hears next of them for news. */
  forgetOthers(): void {
    const { states, meta, clientID } = this.#awareness;
    const others = [...states.keys()].filter((id) => id !== clientID);
    removeAwarenessStates(this.#awareness, others, this);
    // y-protocols takes only higher clocks than it has seen. The relay stamps them, and one that was restarted with
    // another date, or restored, would be ignored.
    for (const id of meta.keys()) if (id !== clientID) meta.delete(id);
  }

  dispose(): void {
    this.#awareness.off('update', this.#changed);
    this.forgetOthers();
  }

  /** What was heard of others goes back as well, as from any client of y-websocket; the relay passes over it. */
  readonly #changed = ({ added, updated, removed }: AwarenessChange): void =>
    this.#send(clientMessage.presence(this.#awareness, [...added, ...updated, ...removed]));
}

/** 128 bits in hex. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
