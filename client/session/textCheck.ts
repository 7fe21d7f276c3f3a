import { digest } from 'lib0/hash/sha256';
import { encodeUtf8 } from 'lib0/string';
import * as Y from 'yjs';
import type { TextFingerprint } from '../../shared/protocol/presence.ts';
import type { Clock } from '../ports.ts';

/** How long the document must be quiet first: only then have the others probably reached the same state. */
const QUIET_MS = 3_000;

/** A check reads the whole document, so a busy room gets at most one in this time. */
const INTERVAL_MS = 20_000;

/** How many of our own fingerprints to keep, to compare with somebody else's late one. */
const KEPT = 8;

/** Half of SHA-256 is enough against chance, and nobody gains by forging it. */
const HASH_BYTES = 12;

/** Somebody whose edits hash to the same `state` has a text that hashes to `theirs` instead. */
export interface ReplicaMismatch {
  readonly state: string;
  readonly theirs: string;
}

/**
 * Finds out when two replicas that have received the same edits do not show the same text. Yjs promises that
 * this cannot happen. There is one exception: if a client writes the halves of a surrogate pair one after the
 * other, its own copy has the pair.
 *
 * T1: it compares texts only at equal states: state vector and deletions. While edits are on their way, it
 * says nothing.
 * T2: it reports a mismatch once for each state.
 */
export class TextCheck {
  readonly #text: Y.Text;
  readonly #clock: Clock;
  readonly #publish: (own: TextFingerprint) => void;
  readonly #onMismatch: (mismatch: ReplicaMismatch) => void;
  readonly #own = new Map<string, string>();
  readonly #told = new Set<string>();
  #others: readonly TextFingerprint[] = [];
  #checkedAtMs = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(options: {
    text: Y.Text;
    clock: Clock;
    /** To be shown to the others. */
    publish: (own: TextFingerprint) => void;
    onMismatch: (mismatch: ReplicaMismatch) => void;
  }) {
    this.#text = options.text;
    this.#clock = options.clock;
    this.#publish = options.publish;
    this.#onMismatch = options.onMismatch;
  }

  /** The document has changed, or somebody has come. A check follows after a quiet time. */
  changed(): void {
    this.#cancel?.();
    const due = Math.max(QUIET_MS, this.#checkedAtMs + INTERVAL_MS - this.#clock.now());
    this.#cancel = this.#clock.after(due, () => {
      this.#cancel = undefined;
      this.#check();
    });
  }

  /** Everything that the others have published. */
  heard(others: readonly TextFingerprint[]): void {
    this.#others = others;
    this.#compare();
  }

  dispose(): void {
    this.#cancel?.();
  }

  #check(): void {
    this.#checkedAtMs = this.#clock.now();
    const own = fingerprint(this.#text);
    if (own === undefined) return;
    this.#own.delete(own.state);
    this.#own.set(own.state, own.text);
    const [oldest] = this.#own.keys();
    if (this.#own.size > KEPT && oldest !== undefined) this.#own.delete(oldest);
    this.#publish(own);
    this.#compare();
  }

  #compare(): void {
    for (const { state, text } of this.#others) {
      const own = this.#own.get(state);
      if (own === undefined || own === text || this.#told.has(state)) continue;
      this.#told.add(state);
      this.#onMismatch({ state, theirs: text });
    }
  }
}

/** The text and the state that it belongs to; undefined while the document waits for edits that it builds on. */
export function fingerprint(text: Y.Text): TextFingerprint | undefined {
  const { doc } = text;
  if (doc === null || doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return undefined;
  // Both parts of a snapshot are written in a fixed order, whatever the order in which they arrived.
  return { state: hash(Y.encodeSnapshot(Y.snapshot(doc))), text: hashText(text.toJSON()) };
}

/** As in a fingerprint. */
export function hashText(text: string): string {
  return hash(encodeUtf8(text));
}

function hash(bytes: Uint8Array): string {
  // Not lib0's, which mistakes a web worker for Node.
  return btoa(String.fromCharCode(...digest(bytes).subarray(0, HASH_BYTES)));
}
