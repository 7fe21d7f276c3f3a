import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import * as Y from 'yjs';
import type { RoomSummary } from '../../extension/api.ts';
import { oneStory } from '../e2e/oneStory.ts';
import { createRoom, joinRoom, readCode, readSession, saved, showsText } from '../e2e/rooms.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { launchBrowser } from '../support/vscode/browser.ts';
import { PLAIN_TYPING_SETTINGS } from '../support/vscode/quietSettings.ts';
import { openWebWindow, type WebWindow } from './webWindow.ts';

const TANDEM = path.join(import.meta.dirname, '..', '..');

/** Two people in browsers, as on vscode.dev: no server behind VS Code, no Node, extensions in a web worker. */
describe('two people pair in a browser', function () {
  this.timeout(180_000);
  oneStory();
  const files = new Map([['primes.py', Buffer.from('def primes(limit):\n    pass\n')]]);
  let relay: RelayProcess;
  let browser: Browser;
  const windows: WebWindow[] = [];
  let anna: WebWindow;
  let ben: WebWindow;
  let room: RoomSummary;

  before(async () => {
    relay = await startRelayProcess();
    browser = await launchBrowser();
    const open = async (name: string, ownFiles: Map<string, Buffer>) => {
      const window = await openWebWindow(browser, {
        name,
        files: ownFiles,
        extensions: [TANDEM],
        settings: { ...PLAIN_TYPING_SETTINGS, 'tandem.relayUrl': relay.url, 'tandem.displayName': name },
      });
      windows.push(window);
      return window;
    };
    [anna, ben] = await allOf([open('Anna', files), open('Ben', new Map())]);
    // Each window has an origin of its own, as on vscode.dev.
    const origins = await Promise.all([anna, ben].map(({ host }) => host.run(() => globalThis.origin)));
    await relay.stop();
    await relay.restart({ ALLOWED_ORIGINS: origins.join() });
  });

  after(async () => {
    for (const window of windows) await window.close();
    await browser.close();
    await relay.dispose();
  });

  it('Anna creates a room from a file of her virtual folder', async () => {
    await anna.host.open('testfs:/project/primes.py');
    room = await createRoom(anna, { name: 'Primes' });
    await saved(anna);
    assert.equal(await readCode(relay.url, room.id), 'def primes(limit):\n    pass\n');
  });

  it('Ben joins with her invite, and both type', async () => {
    await joinRoom(ben, { invite: room.invite });
    await showsText(ben, 'def primes(limit):\n    pass\n');
    await anna.focusEditor();
    await anna.page.keyboard.press('Control+Home');
    await anna.page.keyboard.type('# sieve\n');
    await ben.focusEditor();
    await ben.page.keyboard.press('Control+End');
    await ben.page.keyboard.type('print(primes(30))');
    const text = '# sieve\ndef primes(limit):\n    pass\nprint(primes(30))';
    for (const window of [anna, ben]) {
      await showsText(window, text);
      await eventually('the screen', async () => (await window.screenText()) === text);
      const people = (await readSession(window))?.participants.map(({ name }) => name).sort();
      assert.deepEqual(people, ['Anna', 'Ben']);
    }
    await saved(ben);
    assert.equal(await readCode(relay.url, room.id), text);
  });

  it('undo takes back one’s own typing alone', async () => {
    const text = await readCode(relay.url, room.id);
    await anna.focusEditor();
    await anna.page.keyboard.press('Control+Home');
    await anna.page.keyboard.type('mine');
    await showsText(ben, `mine${text}`);
    await ben.host.type('yours');
    await showsText(anna, `mine${text}yours`);
    await anna.page.keyboard.press('Control+z');
    await showsText(anna, `${text}yours`);
    await showsText(ben, `${text}yours`);
  });

  it('what was typed without the relay is there after a reload, and is handed in when the relay is back', async () => {
    const text = await readCode(relay.url, room.id);
    await relay.kill();
    for (const window of [anna, ben]) {
      await eventually('to be offline', async () => (await readSession(window))?.state === 'offline');
    }
    await anna.focusEditor();
    await anna.page.keyboard.press('Control+Home');
    await anna.page.keyboard.type('offline ');
    await anna.host.save();
    await eventually('the journal', async () => (await journalText(anna)) === `offline ${text}`);

    await anna.reload();
    await showsText(anna, `offline ${text}`);
    assert.equal((await readSession(anna))?.isSaved, false);
    await relay.restart();
    await saved(anna);
    await showsText(ben, `offline ${text}`);
    assert.equal(await readCode(relay.url, room.id), `offline ${text}`);
    // The journal is what keeps it: nothing may be left in it that would be handed in again.
    await eventually('an empty journal', async () => !(await journalNames(anna)).some(isUnsavedJournal));
  });

  it('Ben’s document comes back by itself when his window is reloaded', async () => {
    await ben.reload();
    await showsText(ben, await readCode(relay.url, room.id));
    await eventually('to be online', async () => (await readSession(ben))?.state === 'online');
    await ben.host.type('!');
    await showsText(anna, await eventually('Ben’s text', async () => (await readSession(ben))?.text));
  });

  it('has thrown nothing that nobody caught', () => {
    assert.deepEqual([...anna.problems, ...ben.problems], []);
  });
});

/** Waits for both, so that nothing is still being opened when one has failed. */
async function allOf<T>(tasks: readonly [Promise<T>, Promise<T>]): Promise<[T, T]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}

const isUnsavedJournal = (name: string): boolean => /\.unsaved(\.new)?$/.test(name);

/** The files of Tandem's journal in the browser's own storage, with their bytes. */
function readJournal(window: WebWindow): Promise<{ name: string; bytes: number[] }[]> {
  return window.host.run(async (api) => {
    const journal = api.Uri.from({
      scheme: 'vscode-userdata',
      path: '/User/globalStorage/tandem.tandem/unsent',
    });
    const found: { name: string; bytes: number[] }[] = [];
    const files = await Promise.resolve(api.workspace.fs.readDirectory(journal)).catch(() => []);
    for (const [name] of files) {
      found.push({ name, bytes: [...(await api.workspace.fs.readFile(api.Uri.joinPath(journal, name)))] });
    }
    return found;
  });
}

/** What a window would show that has nothing but the journal. */
async function journalText(window: WebWindow): Promise<string> {
  const doc = new Y.Doc();
  for (const { bytes } of await readJournal(window)) Y.applyUpdate(doc, Uint8Array.from(bytes));
  return doc.getText('code').toString();
}

const journalNames = async (window: WebWindow): Promise<string[]> =>
  (await readJournal(window)).map(({ name }) => name);
