import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { createRoom, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/** An extension under the id of one that Tandem is polite to. */
const OTHER_PROVIDER = path.join(import.meta.dirname, '..', 'support', 'otherProviderExtension');

const block = (name: string): string => `void ${name}(Room room) {
  room.open(quietly, true);
  room.greet(everybody);
}
`;
/** Anna types into the third line from the end. VS Code knows nothing of this language but its words. */
const TEXT = `${['first', 'second', 'third'].map(block).join('\n')}
void last(Room room) {
  room.operate(slowly);
  room.greet(nobody);

}
// end
`;
const HER_LINE = TEXT.split('\n').length - 4;

describe('ghost text to choose from', function () {
  this.timeout(120_000);
  let relay: RelayProcess;
  let pair: Pair;
  let anna: Person;
  screenshotsOnFailure(() => pair);

  before(async () => {
    relay = await startRelayProcess();
    pair = await openPair({
      names: ['anna'],
      relayUrl: relay.url,
      settings: { 'editor.wordBasedSuggestions': 'currentDocument' },
      otherExtensions: [OTHER_PROVIDER],
    });
    anna = pair.person('anna');
    await anna.openFile('Rooms.java', TEXT);
    await createRoom(anna.window, { name: 'Rooms' });
  });

  beforeEach(async () => {
    await anna.window.focusEditor();
    await anna.window.press('Control+a');
    await anna.window.host.type(TEXT);
    await showsText(anna.window, TEXT);
    await anna.window.host.select([{ anchor: [HER_LINE, 0], active: [HER_LINE, 0] }]);
    await eventually('the caret to be there', async () =>
      (await anna.window.statusBar()).some((item) => item.includes(`Ln ${HER_LINE + 1}, Col 1`)),
    );
  });

  after(async () => {
    await pair.close();
    await relay.dispose();
  });

  const command = (id: string): Promise<unknown> => anna.window.host.executeCommand(id);
  const typeText = (text: string): Promise<void> => anna.window.type(text, 30);
  const ghost = (): Promise<string> => anna.window.ghostText();
  const ghostIs = (wanted: (shown: string) => boolean): Promise<string> =>
    eventually('the ghost text', async () => {
      const shown = await ghost();
      return wanted(shown) && (shown || ' ');
    });
  /** What is shown already would stay. */
  const ask = async (): Promise<void> => {
    await command('editor.action.inlineSuggest.hide');
    await command('editor.action.inlineSuggest.trigger');
  };
  /** Goes to another choice than `last`; the first time, they may still be on their way. */
  const cycle = (to: 'showNext' | 'showPrevious', last: string): Promise<string> =>
    eventually('another text', async () => {
      await command(`editor.action.inlineSuggest.${to}`);
      const shown = await ghost();
      return shown !== last && shown;
    });
  /** Her line and the ones behind it, up to the end of the block. */
  const herLines = async (): Promise<string> =>
    (await anna.window.host.read()).split('\n').slice(HER_LINE, -3).join('\n');
  const explain = async (): Promise<string> =>
    String(await anna.window.host.executeCommand('tandem.explainCompletions', {}));
  const screenshot = async (name: string): Promise<void> => {
    const folder = path.join(import.meta.dirname, '..', '..', 'out', 'completions');
    fs.mkdirSync(folder, { recursive: true });
    await anna.window.screenshot(path.join(folder, `${name}.png`));
  };

  it('goes on from what is chosen in the list of suggestions, or is not there', async () => {
    await typeText('  room.op');
    await ghostIs((shown) => shown.startsWith('en('));
    await command('editor.action.triggerSuggest');
    const chosen = anna.window.page.locator('.suggest-widget.visible .monaco-list-row.focused .label-name');
    const choose = async (word: string): Promise<void> => {
      await eventually(`${word} to be chosen`, async () => {
        const now = await chosen.textContent({ timeout: 1_000 });
        if (now === word) return true;
        await anna.window.press('ArrowDown');
        return false;
      });
    };
    await choose('open');
    await ghostIs((shown) => shown.startsWith('en('));
    await screenshot('suggest-widget');
    await choose('operate');
    await ghostIs((shown) => shown === '');
    await anna.window.press('Escape');
    await ghostIs((shown) => shown.startsWith('en('));
    await anna.window.press('Tab');
    await eventually('it to be taken', async () => (await herLines()).startsWith('  room.open('));
  });

  it('is several texts for who asks, one after the other', async () => {
    await typeText('  room.');
    await ask();
    const first = await ghostIs((shown) => shown !== '');
    const next = await cycle('showNext', first);
    await anna.window.page.locator('.ghost-text-decoration').first().hover();
    await screenshot('choices');
    await cycle('showPrevious', next);
    await anna.window.press('Tab');
    const taken = await eventually(
      'one to be taken',
      async () => /^ {2}room\.(\w.*)/.exec(await herLines())?.[1],
    );
    assert.match(taken, /^(greet|open|operate)\b/);
  });

  it('is taken by words, and by lines', async () => {
    await typeText('  room.op');
    await ghostIs((shown) => shown.startsWith('en('));
    await anna.window.press('Control+ArrowRight');
    await eventually('a word to be taken', async () => (await herLines()).startsWith('  room.open'));
    await ghostIs((shown) => shown.startsWith('('));
    assert.equal(await herLines(), '  room.open', 'and no more than a word');
    await screenshot('word-taken');
    await ask();
    for (let shown = await ghostIs((text) => text !== ''); !shown.includes('greet');)
      shown = await cycle('showNext', shown);
    await ghostIs((shown) => shown.includes('greet'));
    await screenshot('several-lines');
    await command('editor.action.inlineSuggest.acceptNextLine');
    await eventually('a line to be taken', async () =>
      (await herLines()).startsWith('  room.open(quietly, true);'),
    );
    assert.doesNotMatch(await herLines(), /greet/, 'and no more than a line');
  });

  it('comes only when asked for beside another extension that completes, which is said once', async () => {
    const asked = async (): Promise<number> => Number(await command('otherProvider.start'));
    const isSaid = async (): Promise<boolean> =>
      (await anna.window.notifications()).some((text) =>
        /^Other Completions completes as you type, so Tandem completes only on request/.test(text),
      );
    assert.equal(await asked(), 0);
    await typeText('  room.op');
    await eventually('it to be asked as well', async () => (await asked()) > 0);
    await eventually('the reason to be said', isSaid);
    await wait(600); // the scenario: a pause in which ghost text would have come
    assert.equal(await ghost(), '');
    assert.match(await explain(), /Another extension completes/);
    await screenshot('other-provider');
    await command('editor.action.inlineSuggest.trigger');
    await ghostIs((shown) => shown !== '');
    await command('editor.action.inlineSuggest.hide');
    await command('notifications.clearAll');
    await eventually('it to be read', async () => !(await isSaid()));
    const before = await asked();
    await typeText('en');
    await eventually('it to be asked again', async () => (await asked()) > before);
    await wait(600); // the scenario, once more
    assert.equal(await ghost(), '');
    assert.ok(!(await isSaid()), 'it is said once');
    await anna.window.host.setting('tandem.completions.enabled', 'always');
    await eventually('the setting to count', async () => !/Another extension/.test(await explain()));
  });
});
