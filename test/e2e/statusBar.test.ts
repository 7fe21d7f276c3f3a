import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { oneStory } from './oneStory.ts';
import type { PairWithRelay, Person } from './openPair.ts';
import { openSharedPair } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const TEXT = 'a text\n';

describe('the status bar', function () {
  this.timeout(200_000);
  let pair: PairWithRelay;
  let anna: Person;
  let ben: Person;
  oneStory();
  screenshotsOnFailure(() => pair);

  before(async () => {
    pair = await openSharedPair(TEXT);
    [anna, ben] = [pair.person('anna'), pair.person('ben')];
  });

  after(() => pair.close());

  it('opens the room’s menu', async () => {
    await anna.window.clickStatusBar('Text, 2 here');
    const items = await anna.window.quickPickItems();
    for (const item of ['Copy Invite', 'People', 'Follow Ben', 'Bring Everyone Here', 'Leave Room']) {
      assert.ok(
        items.some((label) => label.includes(item)),
        `${item} is not among ${items.join(', ')}`,
      );
    }
    await anna.window.pick('Copy Invite');
    await eventually('the invite to be copied', async () =>
      (await anna.window.statusBar()).join().includes('clipboard'),
    );
  });

  it('never says saved of what no relay has, and says offline once that has lasted', async () => {
    await pair.relay.kill();
    await anna.window.host.executeCommand('workbench.action.focusActiveEditorGroup');
    await anna.window.type('unsaved');
    const said: string[] = [];
    await eventually('it to say that it is offline', async () => {
      const item = (await anna.window.statusBar()).find((text) => text.startsWith('Text,')) ?? '';
      if (said.at(-1) !== item) said.push(item);
      return item === 'Text, offline, not saved';
    });
    // What was on the screen before the keys had arrived does not count.
    if (said[0] === 'Text, 2 here, saved') said.shift();
    assert.deepEqual(said, ['Text, 2 here, saving', 'Text, offline, not saved']);
    await anna.window.clickStatusBar('Text, offline');
    const [first, second] = await anna.window.quickPickItems();
    assert.match(`${first} | ${second}`, /Reconnect Now.* \| .*Why Can't I Connect\?/);
    await anna.window.press('Escape');
    await anna.window.palette('Tandem: Join Room');
    await anna.window.pick('Paste an invite');
    await anna.window.answer(`${pair.relay.url}/join/AAAAAAAAAAAAAAAAAAAAAA`);
    await anna.window.clickNotification("Why Can't I Connect?");
    await eventually('the report', async () =>
      (await anna.window.screenText()).includes('nothing is listening'),
    );
    await anna.window.host.executeCommand('workbench.action.closeActiveEditor');
    await pair.relay.restart();
    await eventually('all to be saved', async () =>
      (await anna.window.statusBar()).some((text) => /^Text, \d here, saved$/.test(text)),
    );
    await eventually('Ben to have it', async () => (await ben.window.host.read()).includes('unsaved'));
  });

  it('[H1] a long name of the room leaves in sight whether everything is saved', async () => {
    const [room] = (await (await fetch(`${pair.relay.url}/rooms`)).json()) as { id: string }[];
    const renaming = { roomId: room?.id, newName: 'a long name '.repeat(16).trim() };
    await ben.window.host.executeCommand('tandem.renameRoom', renaming);
    await eventually('the name cut, and the rest', async () =>
      (await anna.window.statusBar()).includes('a long name a long name a l…, 2 here, saved'),
    );
  });
});
