import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { TandemApi } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { openPairWithRelay, type PairWithRelay, type Person } from './openPair.ts';
import { activated, createRoom, joinRoom, readCode, readSession, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const ROUNDS = 5;
const KEY_INTERVAL_MS = 60;

/** Closing and saving as another file, by keyboard, while somebody else types. */
describe('a document is closed or saved elsewhere while others type', function () {
  this.timeout(120_000);
  let pair: PairWithRelay;
  let ben: Person;
  let web: PlainClient;
  screenshotsOnFailure(() => pair);

  before(async () => {
    pair = await openPairWithRelay({ names: ['ben'], settings: { 'files.autoSave': 'off' } });
    ben = pair.person('ben');
    await activated(ben.window);
  });
  afterEach(async () => {
    web.close();
    await ben.window.host.run(async (api) => {
      const tandem = api.extensions.getExtension('tandem.tandem')?.exports as TandemApi;
      for (const { room } of tandem.sessions)
        await api.commands.executeCommand('tandem.leaveRoom', { roomId: room.id });
    });
  });
  after(() => pair.close());

  const tabs = (): Promise<string[]> =>
    ben.window.host.run((api) =>
      api.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label)),
    );

  const leftAndClosed = async (): Promise<void> => {
    await eventually('Ben to have left', async () => (await readSession(ben.window)) === undefined);
    await eventually('his tab to be gone', async () => (await tabs()).length === 0);
  };

  /** Somebody types for as long as the task takes. */
  async function whileTheyType<T>(task: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => web.text.insert(0, 'k'), KEY_INTERVAL_MS);
    try {
      await eventually('their keys', async () => (await ben.window.host.read()).startsWith('kkk'));
      return await task();
    } finally {
      clearInterval(timer);
    }
  }

  it('[U6] a room’s document is closed for good, whatever is answered, and left', async () => {
    const roomId = await createByRest(pair.relay.url, 'Busy');
    web = await joinAsPlainClient(pair.relay.url, roomId);
    for (let round = 0; round < ROUNDS; round++) {
      await joinRoom(ben.window, { relayUrl: pair.relay.url, roomId });
      await ben.window.focusEditor();
      await whileTheyType(async () => {
        await ben.window.palette('View: Close Editor');
        // Where their key came just before: VS Code asks, and what is answered loses nothing.
        const isGone = async (): Promise<boolean> => (await tabs()).length === 0;
        await eventually(
          'the tab to go, or a question',
          async () => (await isGone()) || (await ben.window.dialog()) !== '',
        );
        if ((await ben.window.dialog()) !== '') await ben.window.clickDialog("Don't Save");
        await leftAndClosed();
      });
      // What came while it closed must not bring the tab back.
      await eventually(
        'their keys on the relay',
        async () => (await readCode(pair.relay.url, roomId)) === web.text.toJSON(),
      );
      assert.deepEqual(await tabs(), []);
    }
  });

  it('[U6] the closing key asks nothing just after a key of one’s own', async () => {
    const roomId = await createByRest(pair.relay.url, 'Quick');
    web = await joinAsPlainClient(pair.relay.url, roomId);
    await joinRoom(ben.window, { relayUrl: pair.relay.url, roomId });
    await ben.window.focusEditor();
    await ben.window.press('Control+Home');
    await ben.window.type('x');
    await ben.window.press('Control+F4');
    await leftAndClosed();
    assert.equal(await ben.window.dialog(), '');
    await eventually('his key at the others', () => web.text.toJSON() === 'xtext\n');
  });

  it('a shared file goes on in the file that it is saved as, and that is said', async () => {
    await ben.openFile('first.txt', 'text\n');
    const { id } = await createRoom(ben.window, { name: 'File' });
    web = await joinAsPlainClient(pair.relay.url, id);
    await ben.window.focusEditor();
    await ben.window.press('Control+Home');
    await ben.window.type('unsaved ');
    await saved(ben.window);
    await ben.window.palette('File: Save As...');
    // The dialog is there a moment before it has put the file's own name in, over whatever was typed.
    const name = ben.window.page.locator('.quick-input-widget input.input');
    await eventually('the dialog', async () => (await name.inputValue()).endsWith('first.txt'));
    await ben.window.answer(path.join(ben.folder, 'second.txt'));
    await eventually('the room to go on there', async () =>
      (await readSession(ben.window))?.uri.endsWith('/second.txt'),
    );
    await eventually('the sentence', async () =>
      /continues in second\.txt/.test((await ben.window.notifications()).join()),
    );
    web.text.insert(0, 'theirs ');
    await showsText(ben.window, 'theirs unsaved text\n');
    await ben.window.focusEditor();
    await ben.window.press('Control+Home');
    await ben.window.type('more ');
    await eventually('his keys at the others', () => web.text.toJSON() === 'more theirs unsaved text\n');
    assert.equal(fs.readFileSync(path.join(ben.folder, 'first.txt'), 'utf8'), 'text\n');
    assert.equal(fs.readFileSync(path.join(ben.folder, 'second.txt'), 'utf8'), 'unsaved text\n');
  });
});

async function createByRest(relayUrl: string, name: string): Promise<string> {
  const answer = await fetch(`${relayUrl}/rooms`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, language: 'plaintext', code: 'text\n' }),
  });
  return ((await answer.json()) as { id: string }).id;
}
