import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { edit, step1, step2, syncWire, updateMessage, type WireClient } from '../relay/support/wireClient.ts';
import { eventually } from '../support/eventually.ts';
import type { SeededRandom } from '../support/seed.ts';
import type { TokenLedger } from '../support/tokenLedger.ts';

/** Somebody who writes unique tokens and deletes some that are there, and comes back after every break. */
export class TokenPerson {
  readonly doc = new Y.Doc();
  readonly #name: string;
  readonly #room: string;
  readonly #ledger: TokenLedger;
  #client: WireClient | undefined;
  #taken = 0;
  /** What was sent on this connection, in order: the first message is the step 2 with all that was not promised. */
  #sent: (() => void)[] = [];
  #unsettled: (() => void)[] = [];

  constructor(name: string, room: string, ledger: TokenLedger) {
    this.#name = name;
    this.#room = room;
    this.#ledger = ledger;
  }

  /** Resolves when everything that this person has is stored. */
  async connect(url: string): Promise<void> {
    const before = this.#unsettled;
    this.#unsettled = [];
    this.#client = await syncWire(url, this.#room, this.doc);
    this.#taken = 0;
    this.#sent = [() => before.forEach((settle) => settle())];
    const client = this.#client;
    await eventually('what was brought along to be stored', () => {
      if (client.socket.readyState !== client.socket.OPEN) throw new Error('The connection broke.');
      return client.saved >= 1;
    });
    this.#settle();
  }

  /** The connection is over; what was not promised is brought along the next time. */
  disconnect(): void {
    this.#settle();
    this.#unsettled.push(...this.#sent.slice(this.#client?.saved ?? 0));
    this.#sent = [];
    this.#client?.close();
    this.#client = undefined;
  }

  /** Types until `signal`, online or not; a broken connection is no reason to stop. */
  async type(random: SeededRandom, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.takeIn();
      const present = this.text().match(/<[^<>]*>/g) ?? [];
      if (present.length > 5 && random.chance(0.2)) this.#remove(random.pick(present));
      else this.#write(random, present.length);
      await wait(random.int(20));
    }
  }

  text(): string {
    return this.doc.getText('code').toJSON();
  }

  /** Takes in what has come so far. */
  takeIn(): void {
    const received = this.#client?.received ?? [];
    for (; this.#taken < received.length; this.#taken++) {
      const message = received[this.#taken]!;
      if (message.kind === 'update') Y.applyUpdate(this.doc, message.update, 'relay');
      // The relay asks again after a gap.
      if (message.kind === 'step1' && this.#sent.length > 1)
        this.#send(step2(this.doc, message.stateVector), () => undefined);
    }
    this.#settle();
  }

  /** Asks for all that the room has. */
  ask(): void {
    this.#client?.send(step1(this.doc));
  }

  #write(random: SeededRandom, tokens: number): void {
    const token = this.#ledger.newToken(this.#name);
    const at = tokens === 0 ? 0 : nthTokenStart(this.text(), random.int(tokens + 1));
    const update = edit(this.doc, (text) => text.insert(at, token));
    this.#send(updateMessage(update), () => this.#ledger.wasPromised(token));
  }

  #remove(token: string): void {
    const at = this.text().indexOf(token);
    const update = edit(this.doc, (text) => text.delete(at, token.length));
    this.#ledger.wasDeleted(token);
    this.#send(updateMessage(update), () => this.#ledger.deletionWasPromised(token));
  }

  #send(message: Uint8Array, onStored: () => void): void {
    if (this.#client === undefined) {
      this.#unsettled.push(onStored);
      return;
    }
    this.#sent.push(onStored);
    if (this.#client.socket.readyState === this.#client.socket.OPEN) this.#client.send(message);
  }

  #settle(): void {
    const saved = this.#client?.saved ?? 0;
    for (let i = 0; i < Math.min(saved, this.#sent.length); i++) {
      this.#sent[i]!();
      this.#sent[i] = () => undefined;
    }
  }
}

/** Where the token with this number begins; the end of the text for one more than there are. */
function nthTokenStart(text: string, n: number): number {
  let at = 0;
  for (let i = 0; i < n; i++) {
    const end = text.indexOf('>', at);
    if (end === -1) return text.length;
    at = end + 1;
  }
  return at;
}
