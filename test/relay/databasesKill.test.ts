import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { countUnbrokenRows } from '../support/queryDatabase.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';
import { codeOf, createRoomOn } from './support/rest.ts';
import { edit, syncWire, updateMessage, type WireClient } from './support/wireClient.ts';

const ROUNDS = Number(process.env['TANDEM_KILL_ROUNDS'] ?? 5);
const WRITERS = 3;
/** Of each writer, in each round: more than the relay stores before it is killed. */
const TOKENS = 40;

for (const kind of DATABASE_KINDS.filter((candidate) => candidate.isShared)) {
  describe(`[N1] [F1] a relay killed under load: ${kind.name}`, function () {
    this.timeout(120_000 + ROUNDS * 10_000);
    let bundle: RelayBundle;
    let database: TestDatabase | undefined;
    let relay: RelayProcess | undefined;

    before(async function () {
      bundle = await buildRelayBundle('kill');
      database = await databaseOrSkip(this, kind);
      relay = await startRelayProcess({ bundle: bundle.file, environment: { DATABASE_URL: database.url } });
    });
    after(async () => {
      await relay?.dispose();
      await database?.drop();
      await bundle.remove();
    });

    it(`loses nothing that it acknowledged and doubles nothing, in ${ROUNDS} rounds`, async () => {
      const random = seededRandom(seedFor(`kill -9 on ${kind.name}`));
      const { url, kill, restart } = relay!;
      const { id } = await createRoomOn(url);
      const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(index, url, id));

      for (let round = 0; round < ROUNDS; round += 1) {
        await Promise.all(writers.map((writer) => writer.connect()));
        // Together with what each brought along, everything ever typed is there now, once.
        assertOnce(
          await codeOf(url, id),
          writers.flatMap(({ typed }) => typed),
          round,
        );
        const wanted = 1 + random.int(WRITERS * TOKENS - 1);
        for (const writer of writers) writer.type(round);
        await eventually('enough acknowledgements', () => sum(writers.map((one) => one.fresh)) >= wanted);
        await kill();
        const acknowledged = writers.flatMap((writer) => writer.disconnect());
        await restart();
        // Before anybody comes back who could bring it again.
        const code = await codeOf(url, id);
        assertOnce(code, acknowledged, round);
        for (const [token, count] of countTokens(code)) {
          assert.equal(count, 1, `round ${round}: how often ${token} is there`);
        }
        await countUnbrokenRows(database!.url);
      }

      await Promise.all(writers.map((writer) => writer.connect()));
      const typed = writers.flatMap((writer) => writer.typed);
      assert.equal(typed.length, ROUNDS * WRITERS * TOKENS);
      const code = await codeOf(url, id);
      assertOnce(code, typed, ROUNDS);
      assert.equal(code.length, typed.join('').length);
      for (const writer of writers) writer.disconnect();
    });
  });
}

/** Somebody who types, comes back after every kill with the document of before, and hands it in. */
class Writer {
  readonly typed: string[] = [];
  readonly #name: string;
  readonly #url: string;
  readonly #room: string;
  readonly #doc = new Y.Doc();
  #client: WireClient | undefined;
  #acknowledgedBefore = 0;

  constructor(index: number, url: string, room: string) {
    this.#name = 'abc'.charAt(index);
    this.#url = url;
    this.#room = room;
  }

  /** Resolves when everything that this one has is on disk. */
  async connect(): Promise<void> {
    const client = await syncWire(this.#url, this.#room, this.#doc);
    await eventually('what was brought along to be stored', () => client.saved >= 1);
    this.#client = client;
    this.#acknowledgedBefore = this.typed.length;
  }

  /** Unique tokens, each in a message of its own. */
  type(round: number): void {
    for (let index = 0; index < TOKENS; index += 1) {
      const token = `<${this.#name}${round}.${index}>`;
      this.typed.push(token);
      this.#client!.send(updateMessage(edit(this.#doc, (text) => text.insert(text.length, token))));
    }
  }

  /** How many of this round's tokens are acknowledged; the first message was the step 2. */
  get fresh(): number {
    return Math.max(this.#client!.saved - 1, 0);
  }

  /** The tokens that the relay has promised. */
  disconnect(): string[] {
    this.#client!.close();
    return this.typed.slice(0, this.#acknowledgedBefore + this.fresh);
  }
}

function assertOnce(code: string, tokens: readonly string[], round: number): void {
  const counts = countTokens(code);
  for (const token of tokens) {
    assert.equal(counts.get(token) ?? 0, 1, `round ${round}: how often ${token} is there`);
  }
}

function countTokens(code: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [token] of code.matchAll(/<[^>]*>/g)) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
