import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { startFakeProvider, type FakeProvider } from '../support/fakeProvider/fakeProvider.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { oneStory } from './oneStory.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { createRoom, joinRoom, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/** Nothing in it tells the engine how the line goes on that Anna types. */
const TEXT = 'function greet(name) {\n\n}\n';
const SAYS = 'rejoice(name).loudly();';

describe('ghost text by a model', function () {
  this.timeout(120_000);
  oneStory();
  let provider: FakeProvider;
  let relay: RelayProcess;
  let pair: Pair;
  let anna: Person;
  let ben: Person;
  let roomId = '';
  screenshotsOnFailure(() => pair);

  before(async () => {
    provider = await startFakeProvider();
    provider.answer = { kind: 'text', pieces: ['<fill>', SAYS, '</fill>'] };
    relay = await startRelayProcess({
      environment: {
        AI_PROVIDER: 'openai',
        AI_MODEL: 'some-model',
        AI_API_KEY: 'some-key',
        AI_BASE_URL: `${provider.url}/v1`,
        AI_FILL: 'chat',
      },
    });
    pair = await openPair({ relayUrl: relay.url });
    [anna, ben] = [pair.person('anna'), pair.person('ben')];
    await anna.openFile('greet.js', TEXT);
    const { id, invite } = await createRoom(anna.window, { name: 'Greet' });
    roomId = id;
    await joinRoom(ben.window, { invite });
    await showsText(ben.window, TEXT);
  });

  after(async () => {
    await pair.close();
    await relay.dispose();
    await provider.stop();
  });

  const typeInto = async ({ window }: Person, text: string): Promise<void> => {
    await window.host.select([{ anchor: [1, 0], active: [1, 0] }]);
    await window.focusEditor();
    await window.press('Control+Home');
    await window.press('ArrowDown');
    await window.type(text, 30);
  };
  const explained = ({ window }: Person): Promise<string> =>
    window.host.run((api) => api.commands.executeCommand<string>('tandem.explainCompletions', {}));

  it('sees nothing of the room until its owner allows it', async () => {
    assert.match(await explained(anna), /its owner has not allowed OpenAI \(some-model\)/);
    await typeInto(anna, '  q');
    await anna.window.host.executeCommand('editor.action.inlineSuggest.trigger');
    await showsText(ben.window, TEXT.replace('\n\n', '\n  q\n'));
    assert.deepEqual(provider.requests, []);
    await assert.rejects(
      ben.window.host.executeCommand('tandem.allowModel', { roomId, isConfirmed: true }),
      /Only the person who created "Greet"/,
    );
  });

  it('is announced to everybody when she does', async () => {
    await anna.window.host.executeCommand('tandem.allowModel', { roomId, isConfirmed: true });
    await eventually('Ben to be told', async () =>
      /OpenAI \(some-model\) now provides completions in "Greet"/.test(
        (await ben.window.notifications()).join('\n'),
      ),
    );
    await eventually('Ben’s status to say so', async () =>
      /allows OpenAI \(some-model\) to see/.test(await explained(ben)),
    );
  });

  it('appears in a pause, and Tab takes it', async () => {
    await anna.window.focusEditor();
    await anna.window.press('Control+Home');
    await anna.window.press('ArrowDown');
    await anna.window.press('End');
    await anna.window.type('x = ', 30);
    await eventually('ghost text', async () => (await anna.window.ghostText()) === SAYS);
    const sent = JSON.stringify(provider.requests.at(-1)?.body);
    assert.match(sent, /function greet\(name\)/);
    await anna.window.press('Tab');
    await showsText(ben.window, TEXT.replace('\n\n', `\n  qx = ${SAYS}\n`));
  });

  it('sees nothing any more once she forbids it', async () => {
    await anna.window.host.executeCommand('tandem.disallowModel', { roomId });
    await eventually('Ben’s status to say so', async () =>
      /No model sees the room’s text/.test(await explained(ben)),
    );
  });
});
