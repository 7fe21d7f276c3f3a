import type * as Y from 'yjs';
import type { StateVector } from '../../shared/guard/stateVector.ts';
import { advance, inspectUpdate } from '../../shared/guard/updateGuard.ts';
import { MAX_REPLICA_UNITS, MAX_STATE_BYTES, MAX_STATE_STRUCTS } from '../../shared/limits.ts';

export type GateVerdict =
  | { readonly kind: 'fits' }
  /**
   * It builds on edits that are missing here. A working relay never sends this, so the room has to sync
   * again.
   */
  | { readonly kind: 'gap' }
  /** No relay sends this. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Checks what a relay sends before Yjs sees it, because an update of a few bytes could make Yjs allocate
 * hundreds of megabytes. It is the relay's guard, with the bounds of a whole state.
 */
export class UpdateGate {
  readonly #doc: Y.Doc;
  readonly #text: Y.Text;
  #known: StateVector | undefined;
  /** What has arrived since the structs were last counted. */
  #bytes = 0;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#text = doc.getText('code');
  }

  /** The document may have changed otherwise since the last update. Call this before a batch of updates. */
  begin(): void {
    this.#known = undefined;
  }

  /** Call this right before applying the update. */
  inspect(update: Uint8Array): GateVerdict {
    this.#known ??= clocksOf(this.#doc);
    const verdict = inspectUpdate(update, this.#known, MAX_STATE_STRUCTS);
    switch (verdict.kind) {
      case 'gap':
        return verdict;
      case 'refused':
        return { kind: 'refused', reason: verdict.reason };
      case 'accepted': {
        if (this.#text.length + verdict.insertedUnits > MAX_REPLICA_UNITS)
          return { kind: 'refused', reason: 'text_too_long' };
        if (this.#isTooMuch(update.length)) return { kind: 'refused', reason: 'too_many_structs' };
        // Edits that wait here for this window's earlier edits arrive with those.
        if (this.#doc.store.pendingStructs === null) advance(this.#known, verdict.ranges);
        else this.#known = undefined;
        return { kind: 'fits' };
      }
    }
  }

  /**
   * Counting takes a while in a room of thousands of sessions, so it happens only as often as a whole state
   * could have arrived.
   */
  #isTooMuch(bytes: number): boolean {
    this.#bytes += bytes;
    if (this.#bytes < MAX_STATE_BYTES) return false;
    this.#bytes = 0;
    let structs = 0;
    for (const ofClient of this.#doc.store.clients.values()) structs += ofClient.length;
    return structs > MAX_STATE_STRUCTS;
  }
}

/** Without the sorting and encoding of Yjs's own function, because this runs up to sixty times a second. */
function clocksOf({ store }: Y.Doc): StateVector {
  const clocks: StateVector = new Map();
  for (const [client, structs] of store.clients) {
    const last = structs.at(-1);
    if (last !== undefined) clocks.set(client, last.id.clock + last.length);
  }
  return clocks;
}
