import assert from 'node:assert/strict';
import { seededRandom } from '../seed.ts';
import { Uri } from './api/uri.ts';
import { bundleExtension, type LoadExtension } from './extensionCode.ts';
import { SimulatedRelay, simulatedRelayKey } from './simulatedRelay.ts';
import { newComputer } from './computer.ts';
import { SimulatedWindow } from './simulatedWindow.ts';
import { Timeline } from './timeline.ts';

describe('two simulated windows with Tandem’s own code in them', function () {
  this.timeout(60_000);
  let load: LoadExtension;
  let timeline: Timeline;
  let relay: SimulatedRelay;
  let anna: SimulatedWindow;
  let ben: SimulatedWindow;

  before(async () => {
    load = await bundleExtension();
  });

  beforeEach(async () => {
    const random = seededRandom(1);
    timeline = new Timeline();
    relay = new SimulatedRelay({ timeline, random, key: await simulatedRelayKey() });
    anna = new SimulatedWindow({ load, timeline, random, relay, computer: newComputer('anna') });
    ben = new SimulatedWindow({ load, timeline, random, relay, computer: newComputer('ben') });
    anna.computer.disk.write('/home/a.txt', 'alpha\n');
    for (const window of [anna, ben]) await timeline.settle('the window', window.open());
    await timeline.advance(1_000);
  });

  afterEach(async () => {
    for (const window of [anna, ben]) await timeline.settle('the end', window.close());
  });

  /** Anna shares her file, and Ben joins. */
  async function pair(): Promise<{ readonly id: string }> {
    const file = anna.workbench.open({ kind: 'text', uri: Uri.file('/home/a.txt') });
    await timeline.settle('the file', file);
    await timeline.advance(500);
    const creating = anna.run('tandem.createRoom', { name: 'notes' });
    const room = (await timeline.settle('the room', creating)) as { id: string; invite: string };
    await timeline.settle('Ben', ben.run('tandem.joinRoom', { invite: room.invite }));
    await timeline.advance(1_000);
    return room;
  }

  function textsOf(): (string | undefined)[] {
    return [anna, ben].map(({ workbench }) => workbench.focusedModel?.content);
  }

  it('read the same after both have typed at once, and so does the relay', async () => {
    const { id } = await pair();
    anna.moveCaret(5);
    for (const key of 'typed at the same moment') {
      anna.type(key);
      ben.type(key.toUpperCase());
      await timeline.advance(40);
    }
    await timeline.advance(2_000);
    const text = 'TYPED AT THE SAME MOMENTalphatyped at the same moment\n';
    assert.deepEqual(textsOf(), [text, text]);
    assert.equal(await relay.textOf(id), text);
    assert.deepEqual(ben.statusTexts.at(0), '$(broadcast) notes, 2 here, saved');
  });

  it('go on where they were after a reload and after a time without the relay', async () => {
    const { id } = await pair();
    ben.setOnline(false);
    ben.type('offline ');
    await timeline.settle('the reload', ben.reload());
    await timeline.advance(10_000);
    assert.equal(ben.statusTexts.at(0), '$(debug-disconnect) notes, offline, not saved');
    ben.setOnline(true);
    await timeline.until('the relay to have it', () => textsOf().at(0) === 'offline alpha\n');
    assert.equal(await relay.textOf(id), 'offline alpha\n');
  });

  it('[U13] stay in a room whose file only the changes of many files still show', async () => {
    await pair();
    const { workbench } = anna;
    const changes = workbench.open({ kind: 'multiDiff', uris: [Uri.file('/home/a.txt')] });
    await timeline.settle('the changes', changes);
    await timeline.advance(500);
    const [tab] = workbench.groups.tabs();
    assert.ok(tab);
    await timeline.settle('the tab to close', workbench.close(tab));
    await timeline.advance(2_000);
    assert.deepEqual(
      anna.tandem?.sessions.map(({ state }) => state),
      ['online'],
    );
  });

  it('are two: what one loads and keeps is not the other’s', () => {
    assert.notEqual(anna.tandem, undefined);
    assert.notEqual(anna.tandem, ben.tandem);
  });
});
