import { setTimeout as wait } from 'node:timers/promises';
import type { PlainClient } from '../support/plainClient.ts';
import type { SeededRandom } from '../support/seed.ts';
import { endOf, type SlottedText } from './slottedText.ts';

export interface StormSlot {
  readonly name: string;
  /**
   * How the storm's author writes there. A place of the author's own: `tokens` in a row or whole `lines`. A place of
   * somebody else, whose text the model does not get from here: tokens going on `beside` it, as a person types, or each
   * `between` it and the token before.
   */
  readonly kind: 'tokens' | 'lines' | 'beside' | 'between';
}

/**
 * A partner who is not a person: edits the places given, by an unmodified Yjs client, in gusts of one to four edits,
 * thirty to a hundred a second. Every token is there once; now and then the latest is taken out again.
 */
export class StormAuthor {
  readonly #client: PlainClient;
  readonly #model: SlottedText;
  readonly #random: SeededRandom;
  readonly #tokens = new Map<string, string[]>();
  #edits = 0;
  #number = 0;
  #slots: readonly StormSlot[] = [];
  #isEnding = false;
  #blowing: Promise<void> | undefined;

  constructor(client: PlainClient, model: SlottedText, random: SeededRandom) {
    this.#client = client;
    this.#model = model;
    this.#random = random;
  }

  /** Edits made so far. */
  get edits(): number {
    return this.#edits;
  }

  /** From now on the storm is in these places. */
  blow(slots: readonly StormSlot[]): void {
    this.#slots = slots;
    this.#isEnding = false;
    this.#blowing ??= this.#blow();
  }

  /** All tokens that stand in a place. */
  tokensIn(slot: string): string {
    return (this.#tokens.get(slot) ?? []).join('');
  }

  async calm(): Promise<void> {
    this.#isEnding = true;
    await this.#blowing;
    this.#blowing = undefined;
  }

  async #blow(): Promise<void> {
    while (!this.#isEnding) await this.#gust();
  }

  async #gust(): Promise<void> {
    const slot = this.#random.pick(this.#slots);
    for (let left = 1 + this.#random.int(4); left > 0; left--) this.#edit(slot);
    await wait(10 + this.#random.int(50)); // the scenario: an edit each 10 to 60 ms
  }

  #edit({ name, kind }: StormSlot): void {
    const { text } = this.#client;
    const tokens = this.#tokens.get(name) ?? [];
    this.#tokens.set(name, tokens);
    const before = text.toString();
    const [first, last] = [tokens[0], tokens.at(-1)];
    const isOwn = kind === 'tokens' || kind === 'lines';
    if (last !== undefined && tokens.length > 1 && kind !== 'between' && this.#random.chance(0.2)) {
      text.delete(before.indexOf(last), last.length);
      tokens.pop();
    } else if (first !== undefined && (kind === 'between' || (isOwn && this.#random.chance(0.3)))) {
      const token = this.#token(kind);
      text.insert(before.indexOf(first), token);
      tokens.unshift(token);
    } else {
      const token = this.#token(kind);
      text.insert(last === undefined ? endOf(name, before) : before.indexOf(last) + last.length, token);
      tokens.push(token);
    }
    if (isOwn) this.#model.write(name, tokens.join(''));
    this.#edits++;
  }

  /** Capitals, so that what the person types in the same place can be told from it. */
  #token(kind: StormSlot['kind']): string {
    const token = `B${this.#number++}`;
    return kind === 'lines' ? `${token} LINE\n` : `${token} `;
  }
}
