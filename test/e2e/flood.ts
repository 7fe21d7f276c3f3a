import { setTimeout as wait } from 'node:timers/promises';
import type { PlainClient } from '../support/plainClient.ts';
import { endOf, type SlottedText } from './slottedText.ts';

/** How often the flood writes; the edits of one time are transactions of their own. */
const GUST_MS = 10;

/** Edits by one Yjs client, round and round at the ends of places of its own, as many a second as asked for. */
export class Flood {
  readonly #client: PlainClient;
  readonly #model: SlottedText;
  /** Where each place ends; kept up by hand, since Yjs would walk over the whole text for each edit. */
  readonly #ends: { readonly slot: string; at: number }[];
  #edits = 0;

  constructor(client: PlainClient, model: SlottedText, slots: readonly string[]) {
    this.#client = client;
    this.#model = model;
    const text = client.text.toString();
    this.#ends = slots.map((slot) => ({ slot, at: endOf(slot, text) }));
    client.text.observe((event, transaction) => {
      if (transaction.local) return;
      let at = 0;
      for (const { retain = 0, insert = '', delete: deleted = 0 } of event.delta) {
        const length = typeof insert === 'string' ? insert.length : 1;
        at += retain;
        if (length > 0 || deleted > 0) this.#shift(at, length - deleted);
        at += length;
      }
    });
  }

  get edits(): number {
    return this.#edits;
  }

  /** Resolves when all edits are made. */
  async pour(perSecond: number, seconds: number): Promise<void> {
    const started = performance.now();
    for (const until = this.#edits + perSecond * seconds; this.#edits < until;) {
      const due = Math.min(until, Math.floor(((performance.now() - started) / 1000) * perSecond));
      while (this.#edits < due) this.edit();
      await wait(GUST_MS); // the scenario: so many edits a second
    }
  }

  /** Makes one edit. */
  edit(): void {
    const end = this.#ends[this.#edits % this.#ends.length];
    if (end === undefined) throw new Error('the flood has no place to go');
    const token = `${this.#edits} `;
    const { at } = end;
    this.#client.text.insert(at, token);
    this.#shift(at, token.length);
    this.#model.append(end.slot, token);
    this.#edits++;
  }

  #shift(from: number, by: number): void {
    for (const end of this.#ends) if (end.at >= from) end.at += by;
  }
}
