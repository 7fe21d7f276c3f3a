import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import {
  connectWire,
  edit,
  step1,
  step2,
  updateMessage,
  type WireClient,
} from '../relay/support/wireClient.ts';
import { eventually } from '../support/eventually.ts';

const EDITS_PER_SECOND = 10;

/** So long an edit may take to be stored before nobody waits for it any more. */
export const PATIENCE_MS = 60_000;

/** Another address than the attacker's: what limits one address is not to hit the others. */
const ADDRESS = { localAddress: '127.0.0.2' };

/** What became of somebody who wanted to enter a room and to type there. */
export type Entry =
  | { readonly kind: 'types'; readonly person: HonestPerson }
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string }
  | { readonly kind: 'kept waiting'; readonly at: string };

/** Enters a room as any Yjs client does, and types a letter. */
export async function enterAndType(url: string, room: string): Promise<Entry> {
  const doc = new Y.Doc();
  const client = await connectWire(url, room, ADDRESS);
  const person = new HonestPerson(client, doc);
  let at = 'the door';
  try {
    const come = (async () => {
      client.send(step1(doc));
      const { update } = await client.heard('step2');
      at = 'the text';
      Y.applyUpdate(doc, update, 'relay');
      const { stateVector } = await client.heard('step1');
      client.send(step2(doc, stateVector));
      at = 'the first letter';
      person.type();
      await eventually('the first letter to be stored', () => person.stored > 1);
    })();
    const closed = await Promise.race([come, client.closed]);
    if (closed === undefined) return { kind: 'types', person };
    return { kind: 'refused', ...closed };
  } catch {
    client.close();
    return { kind: 'kept waiting', at };
  }
}

/** Somebody who types evenly, whatever becomes of it, and takes the time until each edit is stored. */
export class HonestPerson {
  readonly #client: WireClient;
  readonly #doc: Y.Doc;
  /** When each message was sent; the first is the step 2. */
  readonly #sent = [performance.now()];
  /** Of those of them that are stored, in milliseconds. */
  readonly #latencies: number[] = [];

  constructor(client: WireClient, doc: Y.Doc) {
    this.#client = client;
    this.#doc = doc;
    client.socket.on('message', () => this.#settle());
  }

  /** Messages that the relay has promised to keep, the step 2 among them. */
  get stored(): number {
    return this.#latencies.length;
  }

  /** Whether the relay is still there. */
  get isConnected(): boolean {
    return this.#client.socket.readyState === this.#client.socket.OPEN;
  }

  /** Types so long, and resolves with how many milliseconds each edit took: so many are said of one that never came. */
  async typeFor(seconds: number): Promise<number[]> {
    const first = this.#sent.length;
    const start = performance.now();
    for (let edits = 0; edits < seconds * EDITS_PER_SECOND && this.isConnected; edits++) {
      await wait(Math.max(0, start + (edits * 1_000) / EDITS_PER_SECOND - performance.now()));
      this.type();
    }
    await eventually(
      'what was typed to be stored',
      () => !this.isConnected || this.#isSettled,
      PATIENCE_MS,
    ).catch(() => undefined);
    const now = performance.now();
    return this.#sent.slice(first).map((sent, index) => this.#latencies[first + index] ?? now - sent);
  }

  type(): void {
    this.#sent.push(performance.now());
    this.#client.send(updateMessage(edit(this.#doc, (text) => text.insert(text.length, 'x'))));
  }

  leave(): void {
    this.#client.close();
  }

  get #isSettled(): boolean {
    return this.#latencies.length === this.#sent.length;
  }

  #settle(): void {
    const now = performance.now();
    while (this.#latencies.length < this.#client.saved) {
      this.#latencies.push(now - (this.#sent[this.#latencies.length] ?? now));
    }
  }
}
