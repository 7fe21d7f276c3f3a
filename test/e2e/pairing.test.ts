import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { oneStory } from './oneStory.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { activated, readCode, readSession, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/** What two people do on their first day, by keyboard and mouse. One story: each step begins where the last one ended. */
describe('[core] two people pair on one file', function () {
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
    pair = await openPair({ relayUrl: relay.url, settings: { 'files.hotExit': 'onExit' } });
    anna = pair.person('anna');
    ben = pair.person('ben');
    for (const { name, window } of pair.people) {
      await window.host.setting('tandem.displayName', name === 'anna' ? 'Anna' : 'Ben');
      await activated(window);
    }
  });

  after(async () => {
    await pair.close();
    await relay.dispose();
  });

  it('Anna creates a room from her open file: she is asked for its name, and the invite is on the clipboard', async () => {
    await anna.openFile('primes.py', 'def primes(limit):\n    pass\n');
    await anna.window.palette('Tandem: Create Room');
    await anna.window.answer('Primes');
    await statusShows(anna, 'Primes, 1 here, saved');
    invite = await eventually('the invite', () =>
      anna.window.host.run((api) => api.env.clipboard.readText()),
    );
    assert.ok(invite.startsWith(`${relay.url}/join/`), invite);
    roomId = invite.slice(`${relay.url}/join/`.length);
    assert.equal(await readCode(relay.url, roomId), 'def primes(limit):\n    pass\n');
  });

  it('Ben joins with the invite: a document opens with the text and the language of the room', async () => {
    await ben.window.palette('Tandem: Join Room');
    await ben.window.pick('Paste an invite');
    await ben.window.answer(invite);
    await showsText(ben.window, 'def primes(limit):\n    pass\n');
    const language = await ben.window.host.run((api) => api.window.activeTextEditor?.document.languageId);
    assert.equal(language, 'python');
    await statusShows(ben, 'Primes, 2 here, saved');
    await statusShows(anna, 'Primes, 2 here, saved');
  });

  it('what one types the other sees', async () => {
    await anna.window.focusEditor();
    await anna.window.press('Control+Home');
    await anna.window.type('# sieve\n');
    await showsText(ben.window, '# sieve\ndef primes(limit):\n    pass\n');
    await ben.window.focusEditor();
    await ben.window.press('Control+End');
    await ben.window.type('print(primes(30))');
    const text = '# sieve\ndef primes(limit):\n    pass\nprint(primes(30))';
    await showsText(anna.window, text);
    await saved(ben.window);
    assert.equal(await readCode(relay.url, roomId), text);
  });

  it('each sees the other’s caret and selection in colour, with the name', async () => {
    await anna.window.host.select([{ anchor: [1, 4], active: [1, 10] }]);
    await ben.window.host.select([{ anchor: [3, 6], active: [3, 6] }]);
    await eventually('Anna’s name and selection in Ben’s window', async () => {
      const drawn = await ben.window.decorations();
      return names(drawn).includes('Anna') && drawn.some(isTinted);
    });
    await eventually('Ben’s name in Anna’s window', async () =>
      names(await anna.window.decorations()).includes('Ben'),
    );
  });

  it('the Participants view lists both', async () => {
    await anna.window.host.executeCommand('workbench.view.extension.tandem');
    await eventually('both names in the view', async () => {
      const rows = (await anna.window.viewRows('Participants')).join('\n');
      return /Primes/.test(rows) && /Anna/.test(rows) && /Ben/.test(rows);
    });
  });

  it('a plain Yjs client edits in the same room, and both windows show it and its cursor', async () => {
    const web = await joinAsPlainClient(relay.url, roomId);
    try {
      web.text.insert(0, '#!/usr/bin/env python\n');
      const at = Y.createRelativePositionFromTypeIndex(web.text, 5);
      web.provider.awareness.setLocalStateField('user', { name: 'Web', color: '#30bced' });
      web.provider.awareness.setLocalStateField('cursor', { anchor: at, head: at });
      for (const { window } of pair.people) {
        await showsText(window, web.text.toString());
        await eventually(`the web client’s name at ${window.name}`, async () =>
          names(await window.decorations()).includes('Web'),
        );
      }
      await statusShows(anna, '3 here');
    } finally {
      web.close();
    }
    await statusShows(anna, '2 here');
  });

  it('undo takes back what I typed and leaves what my partner typed', async () => {
    const text = (await readSession(anna.window))?.text ?? '';
    await anna.window.focusEditor();
    await anna.window.press('Control+Home');
    await anna.window.type('mine');
    await showsText(ben.window, `mine${text}`);
    await ben.window.focusEditor();
    await ben.window.press('Control+End');
    await ben.window.type('yours');
    await showsText(anna.window, `mine${text}yours`);
    await anna.window.focusEditor();
    await anna.window.press('Control+z');
    await showsText(anna.window, `${text}yours`);
    await showsText(ben.window, `${text}yours`);
  });

  it('[S30] a clicked invite contacts nothing before the person has agreed', async () => {
    const query = new URLSearchParams({ relay: relay.url, room: 'A'.repeat(22) }).toString();
    const opening = ben.window.host.run((api, search) => {
      const link = `${api.env.uriScheme}://tandem.tandem/join?${search}`;
      return api.commands.executeCommand('vscode.open', api.Uri.parse(link));
    }, query);
    await eventually('the question', async () => /Join a Tandem room/.test(await ben.window.dialog()));
    assert.match(await ben.window.dialog(), new RegExp(relay.url));
    await ben.window.press('Escape');
    await opening.catch(() => undefined);
    assert.equal((await readSession(ben.window))?.state, 'online');
  });

  it('Ben leaves: the text stays in his document, and the room lives on', async () => {
    const text = (await readSession(ben.window))?.text ?? '';
    await ben.window.palette('Tandem: Leave Room');
    await statusShows(anna, '1 here');
    assert.equal(await readSession(ben.window), undefined);
    assert.equal(await ben.window.host.read(), text);
    await anna.window.focusEditor();
    await anna.window.press('Control+Home');
    await anna.window.type('alone ');
    await showsText(anna.window, `alone ${text}`);
    await saved(anna.window);
    assert.equal(await readCode(relay.url, roomId), `alone ${text}`);
    assert.equal(await ben.window.host.read(), text);
  });

  it('Anna closes the document and is told what that means; the room is there after everyone has left', async () => {
    const text = (await readSession(anna.window))?.text ?? '';
    await saved(anna.window);
    await anna.window.host.save();
    await anna.window.host.executeCommand('workbench.action.closeActiveEditor');
    await eventually('the explanation', async () =>
      /You closed the document/.test((await anna.window.notifications()).join('\n')),
    );
    assert.equal(await readSession(anna.window), undefined);
    assert.equal(await relay.stop(), 0);
    await relay.restart();
    assert.equal(await readCode(relay.url, roomId), text);
  });

  it('both come back by picking the room from the relay’s list', async () => {
    await ben.window.palette('Tandem: Join Room');
    await ben.window.pick('Primes');
    await showsText(ben.window, await readCode(relay.url, roomId));
  });
});

async function statusShows({ name, window }: Person, text: string): Promise<void> {
  await eventually(`${name}’s status bar to say "${text}"`, async () =>
    (await window.statusBar()).some((item) => item.includes(text)),
  );
}

/** A name stands before its caret or, where there is no room, after the line. */
function names(drawn: readonly { before: string; after: string }[]): string[] {
  return drawn.flatMap(({ before, after }) => [before, after]);
}

function isTinted({ background, classes }: { background: string; classes: string }): boolean {
  return classes.includes('cdr') && /rgba?\(/.test(background) && background !== 'rgba(0, 0, 0, 0)';
}
