import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { seededRandom, seedFor, type SeededRandom } from '../support/seed.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { createRoom, readCode, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';
import { SecondWriter } from './secondWriter.ts';
import { endOf, markOf, SlottedText } from './slottedText.ts';
import { StormAuthor, type StormSlot } from './stormAuthor.ts';
import { StormTypist } from './stormTypist.ts';

/** Keys in each storm; at least as many edits come from the other side meanwhile. */
const KEYS = Number(process.env.TANDEM_STORM_KEYS ?? 480);

const TEMPLATE = `writer: {unchecked}
words: suggestion suggested suggesting suggestive
{farAbove}
filler one
filler two
far: {far}
filler three
{above}
before: {lineBefore}
near: {near}
after: {lineAfter}
same: {left} anna: {middle} right: {right}
brackets: {brackets} beside: {besideBrackets}
place: {place}
snippet: {snippet} beside: {besideSnippet}
many: {many0} {manyBeside0}
many: {many1} {manyBeside1}
many: {many2} {manyBeside2}
saved: {saved} beside: {besideSaved}
chosen: {chosen}
checked: {checked}
{farBelow}
the end
`;

const lines = (name: string): StormSlot => ({ name, kind: 'lines' });
const tokens = (name: string): StormSlot => ({ name, kind: 'tokens' });
const FAR = [lines('farAbove'), lines('farBelow')];

/** What is off for exact comparison elsewhere is on here: it is what people have on. */
const SETTINGS = {
  'editor.autoClosingBrackets': 'always',
  'editor.autoClosingQuotes': 'always',
  'editor.quickSuggestions': { other: 'on', comments: 'on', strings: 'on' },
  'editor.wordBasedSuggestions': 'currentDocument',
  'editor.formatOnSave': true,
  // Tab must go to the next place of a snippet.
  'editor.suggest.snippetsPreventQuickSuggestions': true,
};

describe('a storm of remote edits while a person types', function () {
  this.timeout(900_000);
  let relay: RelayProcess;
  let pair: Pair;
  let anna: Person;
  screenshotsOnFailure(() => pair);

  before(async function () {
    this.timeout(180_000);
    relay = await startRelayProcess();
    pair = await openPair({ relayUrl: relay.url, names: ['anna'], settings: SETTINGS });
    anna = pair.person('anna');
    await registerFormatter(anna);
  });

  after(async () => {
    await pair.close();
    await relay.dispose();
  });

  it('no key and no edit is lost or misplaced, and the caret stays where the person left it', async () => {
    await storm('alone.py', KEYS, false);
  });

  it('the same while a second extension edits the document', async () => {
    await storm('two-extensions.py', KEYS, true);
  });

  async function storm(file: string, minKeys: number, isSecondWriterOn: boolean): Promise<void> {
    const random = seededRandom(seedFor(file));
    const model = new SlottedText(TEMPLATE);
    await anna.openFile(file, model.toString());
    const { id } = await createRoom(anna.window, { name: file, relayUrl: relay.url });
    const client = await joinAsPlainClient(relay.url, id);
    const author = new StormAuthor(client, model, random);
    const writer = new SecondWriter(anna.window.host, model, { checked: 'checked', unchecked: 'unchecked' });
    try {
      if (isSecondWriterOn) await writer.start();
      const started = Date.now();
      const suggestions = await countSuggestions(anna);
      const { keys, place } = await playStages({ author, client, model, random, minKeys });
      const seconds = (Date.now() - started) / 1000;
      await author.calm();
      const byWriter = isSecondWriterOn ? await writer.stop() : 0;
      console.log(
        `      ${keys} keys, ${(keys / seconds).toFixed(0)} a second; ${author.edits} remote edits; ${byWriter} by another extension; suggestions opened ${await suggestions()} times`,
      );
      assert.ok(keys >= minKeys && author.edits >= keys, 'this was no storm');
      assert.ok((await suggestions()) > 0, 'suggestions were never open');
      await saveLast();
      await everybodyHas(
        client,
        id,
        withPlace(model, client.text.toString(), place, author.tokensIn('place')),
      );
    } finally {
      await author.calm();
      client.close();
      await anna.window.host.executeCommand('tandem.leaveRoom', { roomId: id });
    }
  }

  async function playStages(parts: {
    author: StormAuthor;
    client: PlainClient;
    model: SlottedText;
    random: SeededRandom;
    minKeys: number;
  }): Promise<{ keys: number; place: string }> {
    const { author, client, model, random, minKeys } = parts;
    const typist = new StormTypist(anna.window, model, random);
    const share = Math.ceil(minKeys / 8);
    const settled = async (): Promise<void> => {
      await author.calm();
      await eventually('the window to catch up', async () => {
        return (await anna.window.host.read()) === client.text.toString();
      });
    };
    const stage = async (slot: string, ...winds: StormSlot[]): Promise<void> => {
      await settled();
      await typist.goTo(slot);
      author.blow(winds);
    };

    await stage('far', ...FAR);
    await typist.words('far', share);
    await stage('near', lines('above'), tokens('lineBefore'), tokens('lineAfter'));
    await typist.words('near', share);
    await stage('middle', tokens('left'), tokens('right'), lines('above'));
    await typist.words('middle', share);
    await typist.caretStaysInside('middle');
    await stage('brackets', tokens('besideBrackets'), ...FAR);
    await typist.brackets('brackets', share);
    await stage('place', { name: 'place', kind: 'beside' }, ...FAR);
    const place = await typist.letters('place', share);
    await stage('snippet', tokens('besideSnippet'), tokens('lineAfter'), ...FAR);
    await typist.snippets('snippet', share);
    await stage('many0', ...[0, 1, 2].map((line) => tokens(`manyBeside${line}`)), lines('above'));
    await typist.manyCarets(['many0', 'many1', 'many2'], share);
    await stage('saved', tokens('besideSaved'), ...FAR);
    await typist.savedWords('saved', share);
    await stage('chosen', lines('above'), ...FAR);
    await typist.words('chosen', 8);
    // Whoever writes there without having the person's last letter yet may come before it, and so into what is selected.
    await settled();
    author.blow([{ name: 'chosen', kind: 'between' }, lines('above'), ...FAR]);
    await typist.selectionStays('chosen', settled);
    model.append('chosen', author.tokensIn('chosen'));
    return { keys: typist.keys, place };
  }

  /** After the storm: a formatter that the storm had cancelled comes to its end. */
  async function saveLast(): Promise<void> {
    await anna.window.press('Control+s');
    await eventually('the last save', () =>
      anna.window.host.run((api) => api.window.activeTextEditor?.document.isDirty === false),
    );
  }

  async function everybodyHas(client: PlainClient, roomId: string, expected: string): Promise<void> {
    await showsText(anna.window, expected);
    await saved(anna.window);
    await eventually('the other side to have the text', () => client.text.toString() === expected);
    assert.equal(await readCode(relay.url, roomId), expected);
  }
});

/** Counts, from now on, how often suggestions open: a remote edit above may close them at once. */
async function countSuggestions({ window }: Person): Promise<() => Promise<number>> {
  await window.page.evaluate(() => {
    const seen = { count: 0, isOpen: false };
    Object.assign(globalThis, { seenSuggestions: seen });
    new MutationObserver(() => {
      const isOpen = document.querySelector('.suggest-widget.visible') !== null;
      if (isOpen && !seen.isOpen) seen.count++;
      seen.isOpen = isOpen;
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['class'] });
  });
  return () =>
    window.page.evaluate(
      () => (globalThis as unknown as { seenSuggestions: { count: number } }).seenSuggestions.count,
    );
}

/** Takes out what StormTypist marks for it, in its own time, as formatters do. */
function registerFormatter({ window }: Person): Promise<void> {
  return window.host.run((api) => {
    api.languages.registerDocumentFormattingEditProvider('python', {
      async provideDocumentFormattingEdits(document) {
        const version = document.version;
        const edits = [...document.getText().matchAll(/~~/g)].map(({ index }) =>
          api.TextEdit.delete(new api.Range(document.positionAt(index), document.positionAt(index + 2))),
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
        return document.version === version ? edits : [];
      },
    });
  });
}

/**
 * The text that all must have, with the place that both wrote into as it is: all letters of either are in it, in their
 * order, and the two runs were not mixed letter by letter.
 */
function withPlace(model: SlottedText, text: string, typed: string, written: string): string {
  const lead = '\nplace: ';
  const content = text.slice(text.indexOf(lead) + lead.length, endOf('place', text));
  assert.equal(content.replaceAll(/B\d+ /g, ''), typed);
  assert.equal((content.match(/B\d+ /g) ?? []).join(''), written);
  const runs = content.match(/(B\d+ )+/g) ?? [];
  assert.ok(runs.length <= 2, `${runs.length} runs in ${content}${markOf('place')}`);
  model.write('place', content);
  return model.toString();
}
