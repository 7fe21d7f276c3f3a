import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { launchBrowser } from '../support/vscode/browser.ts';
import { oneStory } from './oneStory.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { activated, readCode, readSession, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';
import { takePictures } from './takePictures.ts';

/** Rooms from their first invite to their end, by keyboard. One story: each step begins where the last one ended. */
describe('[core] rooms, from the invite to the end', function () {
  this.timeout(180_000);
  oneStory();
  let relay: RelayProcess;
  let pair: Pair;
  let anna: Person;
  let ben: Person;
  let invite = '';
  let roomId = '';
  screenshotsOnFailure(() => pair);

  before(async () => {
    relay = await startRelayProcess();
    pair = await openPair({
      relayUrl: relay.url,
      // As on a desktop; in a browser VS Code would save by itself.
      settings: { 'files.autoSave': 'off', 'files.hotExit': 'onExit', 'editor.formatOnSave': true },
    });
    anna = pair.person('anna');
    ben = pair.person('ben');
    for (const { window } of pair.people) {
      await activated(window);
      await window.host.executeCommand('workbench.view.extension.tandem');
    }
  });

  after(async () => {
    await pair.close();
    await relay.dispose();
  });

  const rooms = async ({ window }: Person): Promise<string> => (await window.viewRows('Rooms')).join('\n');

  it('the Rooms view invites to create one; what Anna creates shows in both windows', async () => {
    await eventually(
      'the welcome',
      async () =>
        (await anna.window.page.locator('.pane', { hasText: 'There are no rooms yet' }).count()) > 0,
    );
    await anna.openFile('primes.py', 'def primes(limit):\n    pass\n');
    await anna.window.palette('Tandem: Create Room');
    await anna.window.answer('Primes');
    await eventually('the room among those here', async () => /Here\s+Primes/.test(await rooms(anna)));
    const start = `${relay.url}/join/`;
    invite = await eventually('the invite on the clipboard', async () => {
      const text = await anna.window.host.run((api) => api.env.clipboard.readText());
      return text.startsWith(start) && text;
    });
    roomId = invite.slice(start.length);
    assert.equal(roomId.length, 22);
    await ben.window.palette('Tandem: Refresh Rooms');
    await eventually('it on the relay', async () => /Primes\s*python, 1 person/.test(await rooms(ben)));
    assert.match(await rooms(anna), /Primes\s*python, 1 person, mine/);
    assert.ok(!(await rooms(ben)).includes('mine'));
  });

  it('the invite is a page, which without any script leads into the editor', async () => {
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(invite);
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Primes');
      const button = page.getByRole('link', { name: 'Open in VS Code', exact: true });
      assert.ok(await button.isVisible());
      const target = new URL((await button.getAttribute('href')) ?? '');
      assert.equal(`${target.protocol}//${target.host}${target.pathname}`, 'vscode://tandem.tandem/join');
      assert.equal(target.searchParams.get('relay'), relay.url);
      assert.equal(target.searchParams.get('room'), roomId);
      assert.ok(!(await page.content()).includes('def primes'));
      const color = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
      assert.equal(color, 'rgb(31, 102, 181)', 'the page’s own style is allowed by its policy');
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });

  it('[S30] a pasted invite to a relay that is not known is named before anything is contacted', async () => {
    await paste(`https://relay.invalid/join/${roomId}`);
    await eventually('the question', async () => /relay\.invalid/.test(await ben.window.dialog()));
    assert.match(await ben.window.dialog(), /a relay that is not in your settings/);
    await ben.window.press('Escape');
    assert.equal(await readSession(ben.window), undefined);
  });

  it('Ben joins by pasting the page’s address', async () => {
    await paste(invite);
    await showsText(ben.window, 'def primes(limit):\n    pass\n');
    await eventually('two people in it', async () => /Primes\s*python, 2 people/.test(await rooms(anna)));
  });

  it('Ben renames the room with F2, and everybody sees the new name at once', async () => {
    await selectRoom(ben, 'Primes');
    await ben.window.press('F2');
    await ben.window.answer('Sieve');
    for (const person of pair.people)
      await eventually(`the name at ${person.name}`, async () => /Here\s+Sieve/.test(await rooms(person)));
    await eventually('it in Anna’s status bar', async () =>
      (await anna.window.statusBar()).some((item) => item.includes('Sieve')),
    );
    assert.equal((await readSession(ben.window))?.state, 'online');
  });

  it('what Ben has just typed survives a reload of his window, also where the room has moved on meanwhile', async () => {
    await ben.window.focusEditor();
    await ben.window.press('Control+Home');
    await ben.window.type('# ben\n');
    const reloading = ben.window.reload();
    await anna.window.focusEditor();
    await anna.window.press('Control+End');
    await anna.window.type('# anna\n');
    await reloading;
    await activated(ben.window);
    const text = '# ben\ndef primes(limit):\n    pass\n# anna\n';
    await showsText(ben.window, text);
    await showsText(anna.window, text);
    await saved(ben.window);
    assert.equal(await readCode(relay.url, roomId), text);
    await eventually('the room’s language', async () =>
      ben.window.host.run((api) => api.window.activeTextEditor?.document.languageId === 'python'),
    );
    await eventually('the document to be clean', () =>
      ben.window.host.run((api) => api.window.activeTextEditor?.document.isDirty === false),
    );
  });

  it('the keys of "Save As" give Ben a copy, and the room goes on in its own document', async () => {
    // The name that the dialog offers: the room's document is still called as the room was when he joined.
    const file = path.join(ben.folder, 'Primes');
    await ben.window.focusEditor();
    await ben.window.press('Control+Shift+s');
    await eventually('the dialog', async () =>
      (await ben.window.page.locator('.quick-input-widget .quick-input-title').allInnerTexts()).some(
        (title) => /Save a Local Copy/.test(title),
      ),
    );
    await ben.window.press('Enter');
    await eventually('the explanation', async () =>
      /Saved a copy as "Primes"/.test((await ben.window.notifications()).join('\n')),
    );
    const text = await readCode(relay.url, roomId);
    assert.equal(fs.readFileSync(file, 'utf8'), text);
    await showsText(ben.window, text);
    await anna.window.focusEditor();
    await anna.window.press('Control+End');
    await anna.window.type('# more\n');
    await showsText(ben.window, `${text}# more\n`);
    assert.equal(fs.readFileSync(file, 'utf8'), text);
  });

  it('Ben closes the room’s document with keys, and is asked nothing; he comes back by the recent rooms', async () => {
    const before = await readCode(relay.url, roomId);
    await ben.window.focusEditor();
    await ben.window.press('Control+End');
    await ben.window.type('# last\n');
    await showsText(ben.window, `${before}# last\n`);
    await ben.window.press('Control+F4');
    await eventually('the explanation', async () =>
      /You closed the document/.test((await ben.window.notifications()).join('\n')),
    );
    assert.equal(await ben.window.dialog(), '');
    await eventually('the room among the recent ones', async () => /Recent\s+Sieve/.test(await rooms(ben)));
    await selectRoom(ben, 'Sieve');
    await ben.window.press('Enter');
    await showsText(ben.window, `${before}# last\n`);
    assert.equal(await readCode(relay.url, roomId), `${before}# last\n`);
  });

  it('Anna leaves; the room is among her own, in her window alone, and she comes back with Enter', async () => {
    await anna.window.palette('Tandem: Leave Room');
    await eventually('it among her own, with Ben alone in it', async () =>
      /My Rooms\s+Sieve[^\n]*\b1 person/.test(await rooms(anna)),
    );
    assert.ok(!(await rooms(ben)).includes('My Rooms'));
    await takePictures(pair, 'rooms');
    await selectRoom(anna, 'Sieve');
    await anna.window.press('Enter');
    await showsText(anna.window, await readCode(relay.url, roomId));
  });

  it('Ben reads that it is not his before he deletes it', async () => {
    await selectRoom(ben, 'Sieve');
    await ben.window.press('Delete');
    await eventually('the question', async () => /Somebody else created it/.test(await ben.window.dialog()));
    await ben.window.press('Escape');
    assert.equal((await readSession(ben.window))?.state, 'online');
  });

  it('Anna deletes the room once she has read which; Ben keeps the text as a document of his own', async () => {
    const text = await readCode(relay.url, roomId);
    await selectRoom(anna, 'Sieve');
    await anna.window.press('Delete');
    await eventually('the question', async () => /Delete the room "Sieve"/.test(await anna.window.dialog()));
    assert.match(await anna.window.dialog(), /2 people are in it, including you/);
    assert.doesNotMatch(await anna.window.dialog(), /Somebody else/);
    await anna.window.clickDialog('Delete Room');
    await eventually('the sessions to end', async () => {
      const sessions = await Promise.all(pair.people.map(({ window }) => readSession(window)));
      return sessions.every((session) => session === undefined);
    });
    const local = await eventually('a document of Ben’s own', () =>
      ben.window.host.run((api) => {
        const document = api.window.activeTextEditor?.document;
        if (document?.isUntitled !== true) return undefined;
        return { text: document.getText(), language: document.languageId, isDirty: document.isDirty };
      }),
    );
    assert.deepEqual(local, { text, language: 'python', isDirty: true });
    for (const { name, window } of pair.people)
      await eventually(`why, at ${name}`, async () =>
        /no longer exists/.test((await window.notificationList()).join('\n')),
      );
    assert.equal(await anna.window.host.read(), text);
    assert.equal((await fetch(invite)).status, 404);
    await eventually('nothing left of it', async () => !/Sieve/.test(await rooms(anna)));
  });

  it('the view says what to do when the relay is away', async () => {
    await relay.stop();
    await anna.window.palette('Tandem: Refresh Rooms');
    await eventually(
      'the way out',
      async () =>
        (await anna.window.page.locator('.pane .monaco-button', { hasText: 'Set Relay Address' }).count()) >
        0,
    );
  });

  async function paste(text: string): Promise<void> {
    await ben.window.palette('Tandem: Join Room');
    await ben.window.pick('Paste an invite');
    await ben.window.answer(text);
  }

  /** Goes to a room's first row by keyboard. */
  async function selectRoom({ window }: Person, name: string): Promise<void> {
    await window.host.executeCommand('tandem.rooms.focus');
    await window.press('Home');
    const focused = window.page.locator('.pane .monaco-list.element-focused .monaco-list-row.focused');
    await eventually(`the row of ${name}`, async () => {
      if ((await focused.first().innerText()).includes(name)) return true;
      await window.press('ArrowDown');
      return false;
    });
  }
});
