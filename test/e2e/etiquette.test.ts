import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { caretTo } from './caretTo.ts';
import { oneStory } from './oneStory.ts';
import { openPairWithRelay, type PairWithRelay, type Person } from './openPair.ts';
import {
  activated,
  createRoom,
  joinRoom,
  readCode,
  readSession,
  readyToType,
  saved,
  showsText,
} from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const COMMITTED = 'one\ntwo\nthree é\nfour\n';

/** Anna shares a file of her repository; what she does with the file is hers, and never rewrites what others wrote. */
describe('the file of one is not the text of all', function () {
  this.timeout(120_000);
  let pair: PairWithRelay;
  let anna: Person;
  let ben: Person;
  let web: PlainClient;
  let roomId = '';
  let file = '';
  /** What has come to the others: inserted text, and lengths of what was deleted. */
  const heard: (string | number)[] = [];
  oneStory();
  screenshotsOnFailure(() => pair);

  before(async () => {
    pair = await openPairWithRelay({
      settings: { 'files.autoSave': 'off' },
      settingsOf: { anna: { 'files.trimTrailingWhitespace': true, 'files.insertFinalNewline': true } },
    });
    [anna, ben] = [pair.person('anna'), pair.person('ben')];
    for (const { window } of pair.people) await activated(window);
    file = await anna.openFile('notes.txt', COMMITTED);
    git('init', '--quiet');
    git('add', 'notes.txt');
    git('commit', '--quiet', '--message', 'One');
    const { id, invite } = await createRoom(anna.window, { name: 'Notes' });
    roomId = id;
    await joinRoom(ben.window, { invite });
    web = await joinAsPlainClient(pair.relay.url, roomId);
    web.text.observe(({ delta }) => {
      for (const { insert, delete: deleted } of delta) {
        if (typeof insert === 'string') heard.push(insert);
        if (deleted !== undefined) heard.push(deleted);
      }
    });
    await readyToType(pair.people, COMMITTED);
  });

  after(async () => {
    web.close();
    await pair.close();
  });

  beforeEach(() => void heard.splice(0));

  const git = (...args: string[]): void => {
    const author = ['-c', 'user.name=Anna', '-c', 'user.email=anna@example.org'];
    execFileSync('git', [...author, ...args], { cwd: anna.folder });
  };
  const everybodyShows = async (text: string): Promise<void> => {
    for (const { window } of pair.people) await showsText(window, text);
    await eventually('the text at the third', () => web.text.toJSON() === text);
  };
  const annaSaves = async (): Promise<void> => {
    await anna.window.press('Control+s');
    await eventually('her file to be saved', async () => !(await isDirty(anna)));
  };

  it('[save-etiquette] saving trims and ends lines where they are, and moves nobody', async () => {
    await caretTo(ben.window, 3, 2);
    await caretTo(anna.window, 0, 3);
    await anna.window.type(' and  ');
    await caretTo(anna.window, 1, 0);
    await everybodyShows(COMMITTED.replace('one', 'one and  '));
    heard.splice(0);
    await annaSaves();
    await everybodyShows(COMMITTED.replace('one', 'one and'));
    assert.deepEqual(heard, [2]);
    assert.deepEqual(await ben.window.host.selections(), [{ anchor: [3, 2], active: [3, 2] }]);
    assert.equal(fs.readFileSync(file, 'utf8'), COMMITTED.replace('one', 'one and'));
  });

  it('[save-etiquette] auto-save writes what others type, and gives them nothing of its own', async () => {
    await anna.window.host.setting('files.autoSave', 'afterDelay');
    await anna.window.host.setting('files.autoSaveDelay', 200);
    await ben.window.type('BEN');
    await eventually('it in Anna’s file', () => fs.readFileSync(file, 'utf8').includes('foBENur'));
    await everybodyShows('one and\ntwo\nthree é\nfoBENur\n');
    assert.equal(heard.join(''), 'BEN');
    await anna.window.host.setting('files.autoSave', 'off');
    await anna.window.host.setting('files.autoSaveDelay', undefined);
  });

  it('[save-etiquette] other line endings of the file are nothing to the others', async () => {
    await anna.window.clickStatusBar('LF');
    await anna.window.pick('CRLF');
    await eventually('her line endings', () =>
      anna.window.host.run((api) => api.window.activeTextEditor?.document.eol === api.EndOfLine.CRLF),
    );
    await annaSaves();
    assert.equal(fs.readFileSync(file, 'utf8'), 'one and\r\ntwo\r\nthree é\r\nfoBENur\r\n');
    await saved(anna.window);
    assert.deepEqual(heard, []);
    await ben.window.press('Control+End');
    await ben.window.type('five\n');
    await eventually('Ben’s line at Anna', async () =>
      (await anna.window.host.read()).endsWith('foBENur\r\nfive\r\n'),
    );
    await anna.window.clickStatusBar('CRLF');
    await anna.window.pick('LF');
    await annaSaves();
    assert.equal(heard.join(''), 'five\n');
    await everybodyShows('one and\ntwo\nthree é\nfoBENur\nfive\n');
  });

  it('[save-etiquette] another encoding of the file is nothing to the others, however it is read again', async () => {
    const text = await readCode(pair.relay.url, roomId);
    await anna.window.palette('Change File Encoding');
    await anna.window.pick('Save with Encoding');
    await anna.window.pick('Western (Windows 1252)');
    await eventually('the file in it', () => fs.readFileSync(file, 'latin1') === text);
    // Once it has saved, VS Code puts the focus into the editor, which would close the palette.
    await eventually('her file to be saved', async () => !(await isDirty(anna)));
    await anna.window.host.executeCommand('vscode.getEditorLayout');
    await anna.window.palette('Change File Encoding');
    await anna.window.pick('Reopen with Encoding');
    await anna.window.pick('UTF-8');
    await asked(anna);
    assert.ok((await anna.window.host.read()).includes('three \uFFFD'));
    assert.deepEqual(heard, []);
    await anna.window.clickNotification("Keep the Room's Version");
    await everybodyShows(text);
    assert.deepEqual(heard, []);
    await annaSaves();
    assert.equal(fs.readFileSync(file, 'utf8'), text);
  });

  it('[save-etiquette] a checkout by git is a question, and keeping the room’s text costs nobody a letter', async () => {
    const text = await readCode(pair.relay.url, roomId);
    git('checkout', '--', 'notes.txt');
    await asked(anna);
    assert.equal(await anna.window.host.read(), COMMITTED);
    assert.deepEqual(heard, []);
    await anna.window.clickNotification("Keep the Room's Version");
    await everybodyShows(text);
    assert.deepEqual(heard, []);
    await annaSaves();
  });

  it('[save-etiquette] a checkout that is taken over comes as what differs', async () => {
    git('checkout', '--', 'notes.txt');
    await asked(anna);
    await anna.window.clickNotification("Use the File's Version");
    await everybodyShows(COMMITTED);
    assert.deepEqual(heard, [' and'.length, 'BEN'.length, 'five\n'.length]);
    await anna.window.focusEditor();
    await anna.window.press('Control+z');
    await everybodyShows('one and\ntwo\nthree é\nfoBENur\nfive\n');
    await annaSaves();
  });

  it('[save-etiquette] a revert is a question as well', async () => {
    await caretTo(anna.window, 1, 0);
    await anna.window.type('typed ');
    const text = 'one and\ntyped two\nthree é\nfoBENur\nfive\n';
    await everybodyShows(text);
    heard.splice(0);
    await anna.window.palette('File: Revert File');
    await asked(anna);
    await anna.window.clickNotification("Keep the Room's Version");
    await everybodyShows(text);
    assert.deepEqual(heard, []);
  });

  it('[save-etiquette] “Don’t Save” closes Anna’s copy alone', async () => {
    const onDisk = fs.readFileSync(file, 'utf8');
    await caretTo(anna.window, 0, 0);
    await anna.window.type('unsaved ');
    const text = 'unsaved one and\ntyped two\nthree é\nfoBENur\nfive\n';
    await everybodyShows(text);
    await saved(anna.window);
    heard.splice(0);
    await anna.window.palette('View: Close Editor');
    await eventually('the question', async () => /want to save/.test(await anna.window.dialog()));
    await anna.window.clickDialog("Don't Save");
    await eventually('Anna to have left', async () => (await readSession(anna.window)) === undefined);
    await ben.window.focusEditor();
    await ben.window.press('Control+End');
    await ben.window.type('six');
    await eventually('his keys at the third', () => web.text.toJSON() === `${text}six`);
    assert.equal(await readCode(pair.relay.url, roomId), `${text}six`);
    assert.equal(heard.join(''), 'six');
    assert.equal(fs.readFileSync(file, 'utf8'), onDisk);
  });
});

async function asked({ window }: Person): Promise<void> {
  await eventually('the question', async () =>
    /now shows the file's version/.test((await window.notifications()).join()),
  );
}

function isDirty({ window }: Person): Promise<boolean> {
  return window.host.run((api) => api.window.activeTextEditor?.document.isDirty === true);
}
