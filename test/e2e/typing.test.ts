import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { oneStory } from './oneStory.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { createRoom, joinRoom, readCode, readSession, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/** A minute at more than eight keys a second; fewer only while working on the test itself. */
const KEYS = Number(process.env.TANDEM_E2E_KEYS ?? 240);

/** A key goes off this long after the last one has arrived in VS Code: nine or ten a second in all. */
const KEY_DELAY_MS = 80;

const WORDS = [
  'let ',
  'room ',
  '= ',
  'open(',
  '"x");',
  ' // why',
  ' of ',
  'two ',
  '(a, b)',
  ' => ',
  'a + b; ',
];

describe('two people type at the same time', function () {
  this.timeout(300_000);
  oneStory();
  let relay: RelayProcess;
  let benNetwork: TcpProxy;
  let pair: Pair;
  let anna: Person;
  let ben: Person;
  let roomId = '';
  screenshotsOnFailure(() => pair);

  before(async () => {
    relay = await startRelayProcess();
    benNetwork = await startTcpProxy({ targetPort: relay.port });
    pair = await openPair({ relayUrl: relay.url, settings: { 'files.hotExit': 'onExit' } });
    anna = pair.person('anna');
    ben = pair.person('ben');
    await anna.openFile('both.js', 'anna: \nmiddle\nben: \n');
    ({ id: roomId } = await createRoom(anna.window, { name: 'Both', relayUrl: relay.url }));
    await joinRoom(ben.window, { relayUrl: `http://127.0.0.1:${benNetwork.port}`, roomId });
    await showsText(ben.window, 'anna: \nmiddle\nben: \n');
  });

  after(async () => {
    await pair.close();
    await benNetwork.close();
    await relay.dispose();
  });

  it('every author’s line holds exactly what was typed, everywhere, also after the relay was killed', async () => {
    await caretAtEndOfLine(anna, 0);
    await caretAtEndOfLine(ben, 2);
    const [byAnna, byBen] = [keys(KEYS, 0), keys(KEYS, 5)];
    const started = Date.now();
    await Promise.all([anna.window.type(byAnna, KEY_DELAY_MS), ben.window.type(byBen, KEY_DELAY_MS)]);
    console.log(`      ${((KEYS * 1000) / (Date.now() - started)).toFixed(1)} keys a second each`);
    const expected = `anna: ${byAnna}\nmiddle\nben: ${byBen}\n`;
    for (const { window } of pair.people) {
      await showsText(window, expected);
      await saved(window);
    }
    assert.equal(await readCode(relay.url, roomId), expected);

    await relay.kill();
    await relay.restart();
    assert.equal(await readCode(relay.url, roomId), expected);
    const joiner = await joinAsPlainClient(relay.url, roomId);
    assert.equal(joiner.text.toString(), expected);
    joiner.close();
    for (const { window } of pair.people) await isOnline(window);
  });

  it('nothing is lost or doubled while a connection is cut, the relay is killed and a window is reloaded', async () => {
    await resetTo(anna, 'anna: \nmiddle\nben: \n');
    await showsText(ben.window, 'anna: \nmiddle\nben: \n');
    await caretAtEndOfLine(anna, 0);
    await caretAtEndOfLine(ben, 2);
    const byAnna = new Typist(anna, 'a');
    let byBen = new Typist(ben, 'b');
    byAnna.start();
    byBen.start();

    benNetwork.refuse();
    benNetwork.cut();
    await statusShows(ben, 'offline');
    await wait(10_000); // the scenario: ten seconds without a network, both typing
    assert.equal((await readSession(anna.window))?.state, 'online');
    benNetwork.accept();
    await isOnline(ben.window);

    await relay.kill();
    await statusShows(anna, 'offline');
    await relay.restart();
    for (const { window } of pair.people) await isOnline(window);

    // Keys pressed while a window is away go nowhere, so Ben rests; Anna types on.
    const typedByBen = await byBen.stop();
    await ben.window.reload();
    await eventually(
      'Ben to be back in his room',
      async () => (await readSession(ben.window))?.state === 'online',
    );
    await ben.window.focusEditor();
    await caretAtEndOfLine(ben, 2);
    byBen = new Typist(ben, 'B');
    byBen.start();
    await byBen.hasTyped(20);

    const expected = `anna: ${await byAnna.stop()}\nmiddle\nben: ${typedByBen}${await byBen.stop()}\n`;
    for (const { window } of pair.people) {
      await showsText(window, expected);
      await saved(window);
    }
    assert.equal(await readCode(relay.url, roomId), expected);
  });

  it('[core] what was typed without a network survives a reload of the window', async () => {
    const before = (await readSession(ben.window))?.text ?? '';
    benNetwork.refuse();
    benNetwork.cut();
    await statusShows(ben, 'offline');
    await ben.window.focusEditor();
    await ben.window.press('Control+End');
    await ben.window.type('typed offline');
    await showsText(ben.window, `${before}typed offline`);
    await ben.window.reload();
    await showsText(ben.window, `${before}typed offline`);
    assert.equal((await readSession(ben.window))?.isSaved, false);
    assert.equal(await readCode(relay.url, roomId), before);
    benNetwork.accept();
    await showsText(anna.window, `${before}typed offline`);
    await saved(ben.window);
    assert.equal(await readCode(relay.url, roomId), `${before}typed offline`);
  });
});

/** Types numbered tokens, one after the other, until stopped. */
class Typist {
  readonly #person: Person;
  readonly #mark: string;
  #typed = '';
  #count = 0;
  #isStopping = false;
  #done: Promise<void> = Promise.resolve();

  constructor(person: Person, mark: string) {
    this.#person = person;
    this.#mark = mark;
  }

  start(): void {
    this.#done = this.#run();
  }

  hasTyped(tokens: number): Promise<boolean> {
    return eventually(`${tokens} tokens`, () => this.#count >= tokens);
  }

  /** Resolves with all that was typed. */
  async stop(): Promise<string> {
    this.#isStopping = true;
    await this.#done;
    return this.#typed;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const token = `${this.#mark}${this.#count} `;
      await this.#person.window.type(token, KEY_DELAY_MS);
      this.#typed += token;
      this.#count++;
    }
  }
}

function keys(count: number, from: number): string {
  let text = '';
  for (let word = from; text.length < count; word++) text += WORDS[word % WORDS.length]!;
  return `${text.slice(0, count - 1)}.`;
}

async function caretAtEndOfLine({ window }: Person, line: number): Promise<void> {
  await window.focusEditor();
  await window.press('Control+Home');
  for (let down = 0; down < line; down++) await window.press('ArrowDown');
  await window.press('End');
}

async function resetTo({ window }: Person, text: string): Promise<void> {
  await window.focusEditor();
  await window.press('Control+a');
  await window.host.type(text);
  await showsText(window, text);
}

function isOnline(window: Person['window']): Promise<boolean> {
  return eventually(
    `${window.name} to be online`,
    async () => (await readSession(window))?.state === 'online',
  );
}

async function statusShows({ name, window }: Person, text: string): Promise<void> {
  await eventually(`${name}’s status bar to say "${text}"`, async () =>
    (await window.statusBar()).some((item) => item.includes(text)),
  );
}
