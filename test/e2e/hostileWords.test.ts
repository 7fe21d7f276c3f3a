import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { startHostileRelay, type HostileRelay } from '../support/hostileRelay.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { oneStory } from './oneStory.ts';
import { openPairWithRelay, type PairWithRelay, type Person } from './openPair.ts';
import { activated, createRoom, readSession } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const ROOM = '[Rejoin](command:tandem.showLog) $(squirrel)';
const PERSON = '[Ada](command:x) $(squirrel)';
const DETAIL = '[Mend](command:y)\n$(squirrel) now';

/** People, rooms and relays that are named so that a click on them would run a command. */
describe('[H1] words of others in a real window', function () {
  this.timeout(120_000);
  oneStory();
  let pair: PairWithRelay;
  let anna: Person;
  let ada: PlainClient;
  let hostile: HostileRelay;
  let roomId = '';
  screenshotsOnFailure(() => pair);

  before(async () => {
    hostile = await startHostileRelay();
    pair = await openPairWithRelay({ names: ['anna'], settings: { 'tandem.announcements': 'always' } });
    anna = pair.person('anna');
    await activated(anna.window);
    await anna.window.host.executeCommand('workbench.view.extension.tandem');
    await anna.openFile('notes.txt', 'one\n');
    roomId = (await createRoom(anna.window, { name: ROOM })).id;
    ada = await joinAsPlainClient(pair.relay.url, roomId);
    ada.provider.awareness.setLocalState({ user: { name: PERSON } });
    await eventually('her', async () => (await readSession(anna.window))?.participants.length === 2);
  });

  after(async () => {
    await pair.close();
    await hostile.close();
  });

  it('are no links and no icons in a notification of who asks one to come', async () => {
    ada.provider.awareness.setLocalStateField('summons', 'one');
    await notified(/asks everyone in/);
  });

  it('nor in the rows of the views, in the status bar, and in what shows when one points there', async () => {
    const { page } = anna.window;
    for (const view of ['Rooms', 'Participants']) {
      await eventually(`the row in ${view}`, async () =>
        (await anna.window.viewRows(view)).some((row) => row.includes('[Rejoin]') || row.includes('[Ada]')),
      );
    }
    await eventually('the room in the status bar', async () =>
      (await anna.window.statusBar()).some((text) => text.includes('[Rejoin]')),
    );
    await harmless();
    for (const place of [
      page.locator('.pane .monaco-list-row', { hasText: '[Rejoin]' }).first(),
      page.locator('.pane .monaco-list-row', { hasText: '[Ada]' }).first(),
      page.locator('.part.statusbar .statusbar-item:visible', { hasText: '[Rejoin]' }).first(),
    ]) {
      await eventually(`the hover of ${String(place)}`, async () => {
        // A row that is drawn anew just then forgets the mouse until it moves.
        await page.mouse.move(0, 0);
        await place.hover();
        return page
          .locator('.monaco-hover:visible')
          .first()
          .waitFor({ timeout: 2_000 })
          .then(() => true);
      });
      await harmless();
    }
  });

  it('nor in lists and dialogs', async () => {
    await anna.window.clickStatusBar('[Rejoin]');
    await eventually('the menu', async () =>
      (await anna.window.quickPickItems()).some((label) => label.includes('[Ada]')),
    );
    await harmless();
    await anna.window.press('Escape');
    await anna.window.palette('Tandem: Delete Room');
    await eventually('the question', async () => (await anna.window.dialog()).includes('[Rejoin]'));
    await harmless();
    await anna.window.clickDialog('Cancel');
  });

  it('nor in an answer of a relay, and in its address', async () => {
    hostile.onRequest = (_request, response) =>
      response.writeHead(422).end(JSON.stringify({ detail: DETAIL }));
    await anna.window.palette('Tandem: Join Room');
    await anna.window.pick('Paste an invite');
    await anna.window.answer(`${hostile.url}/[x](command:y)/join/${roomId.replace(/^./, 'A')}`);
    await eventually('the question', async () => (await anna.window.dialog()).includes('command:y'));
    await harmless();
    await anna.window.clickDialog('Join');
    await notified(/Mend.*now/);
  });

  it('nor where it is announced who leaves', async () => {
    ada.close();
    await notified(/left the room "/);
  });

  it('nor in what is said when the room is deleted', async () => {
    await fetch(`${pair.relay.url}/rooms/${roomId}`, { method: 'DELETE' });
    await notified(/no longer exists/);
  });

  async function notified(pattern: RegExp): Promise<void> {
    await eventually(`a notification like ${pattern}`, async () =>
      (await anna.window.notifications()).some((text) => pattern.test(text.replaceAll('\u200B', ''))),
    );
    await harmless();
    await anna.window.host.executeCommand('notifications.clearAll');
  }

  /** Nothing on the screen runs a command of theirs, draws their icon, or gives their words a second line. */
  async function harmless(): Promise<void> {
    const found = await anna.window.page.evaluate(() => {
      const all = (selector: string) => [...document.querySelectorAll(selector)];
      // Rows and entries of the status bar are anchors, too; a link is one that leads somewhere, or shows its text alone.
      const links = all('a').filter(
        (link) =>
          /command:(tandem\.showLog|x|y)\b/.test(link.getAttribute('href') ?? '') ||
          /^(Rejoin|Ada|Mend|x)$/.test(link.textContent.trim()),
      );
      const lines = all('.notification-list-item-message, .monaco-list-row .label-name').filter((words) =>
        words.textContent.includes('\n'),
      );
      return [...links, ...all('.codicon-squirrel'), ...lines].map((element) => element.outerHTML);
    });
    assert.deepEqual(found, []);
  }
});
