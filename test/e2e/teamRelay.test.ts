import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { newTeamKey } from '../../relay/access/teamKeys.ts';
import type { RoomSummary } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { oneStory } from './oneStory.ts';
import { openPair, type Pair } from './openPair.ts';
import { createRoom, joinRoom, readSession, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/** Two people of a team: a key is asked for once, and only when they do something. */
describe('[S40] the relay of a team', function () {
  this.timeout(180_000);
  oneStory();
  const teamKey = newTeamKey('office', randomBytes) ?? '';
  let relay: RelayProcess;
  let pair: Pair | undefined;
  let room: RoomSummary;
  screenshotsOnFailure(() => pair);

  before(async () => {
    relay = await startRelayProcess({ environment: { ACCESS: 'team', TEAM_KEYS: teamKey } });
    pair = await openPair({ names: ['anna', 'ben'], relayUrl: relay.url });
  });
  after(async () => {
    await pair?.close();
    await relay.dispose();
  });

  const windowOf = (name: string) => pair?.person(name).window ?? assert.fail();
  const asked = (name: string) =>
    windowOf(name)
      .page.locator('.quick-input-widget:not([style*="display: none"]) input[type="password"]')
      .count();

  it('asks nobody for a key by itself: the view says what to do', async () => {
    const window = windowOf('anna');
    await window.host.executeCommand('tandem.rooms.focus');
    const welcome = window.page.locator('.welcome-view-content');
    await eventually('the view', async () =>
      (await welcome.allInnerTexts()).some((text) => text.includes('is for a team and asks for its key')),
    );
    assert.equal(await asked('anna'), 0);
  });

  it('asks whoever creates a room, asks again after a wrong key and says why, and takes the right one', async () => {
    const window = windowOf('anna');
    await pair?.person('anna').openFile('notes.txt', 'for the team\n');
    const created = createRoom(window, { name: 'Team' });
    await eventually('the question', async () => (await asked('anna')) === 1);
    await window.answer('x'.repeat(43));
    const question = window.page.locator('.quick-input-widget .quick-input-message');
    await eventually('it to be asked again, with the reason', async () =>
      (await question.allInnerTexts()).some((text) => text.includes('does not take this team key')),
    );
    await window.answer(`TEAM_KEYS=${teamKey}`);
    room = await created;
    await saved(window);
  });

  it('lets in a colleague who has set the key, and asks for it no more', async () => {
    const window = windowOf('ben');
    const setKey = (key: string) =>
      window.host.executeCommand('tandem.setTeamKey', { relayUrl: relay.url, key });
    await assert.rejects(setKey('y'.repeat(43)), /does not take this team key/);
    await setKey(teamKey);
    await joinRoom(window, { invite: room.invite });
    await showsText(window, 'for the team\n');
    assert.equal(await asked('ben'), 0);
    await relay.stop();
    await relay.restart();
    await window.host.executeCommand('tandem.reconnectNow');
    await eventually('to be back', async () => (await readSession(window))?.state === 'online');
  });
});
