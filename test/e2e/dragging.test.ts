import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import type { CodeWindow } from '../support/vscode/codeWindow.ts';
import { openPair, type Pair } from './openPair.ts';
import { createRoom, readCode, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

describe('text that is dragged by the mouse', function () {
  this.timeout(180_000);
  let relay: RelayProcess;
  let pair: Pair;
  let client: PlainClient | undefined;
  screenshotsOnFailure(() => pair);

  before(async () => {
    relay = await startRelayProcess();
    pair = await openPair({ relayUrl: relay.url, names: ['anna'] });
  });

  after(async () => {
    client?.close();
    await pair.close();
    await relay.dispose();
  });

  it('[B2] [B6] arrives where it was dropped while somebody types, and is taken back alone', async () => {
    const { window, openFile } = pair.person('anna');
    await openFile('dragged.txt', 'one two three four\nend\n');
    const { id } = await createRoom(window, { name: 'Dragged', relayUrl: relay.url });
    const { text } = (client = await joinAsPlainClient(relay.url, id));
    await window.focusEditor();
    const { mouse } = window.page;
    const word = await placeOf(window, 'two');
    await mouse.dblclick(word.middle, word.y);
    await eventually('the word to be selected', async () => (await selected(window)) === 'two');
    await mouse.move(word.middle, word.y);
    await mouse.down();
    const target = await placeOf(window, 'four');
    await mouse.move(target.left, target.y, { steps: 10 });
    const end = text.toString().indexOf('end') + 3;
    text.insert(end, ' They');
    await mouse.up();
    text.insert(end + 5, ' type');
    await everybodyReads('one  three twofour\nend They type\n');
    await window.host.executeCommand('tandem.undo');
    await everybodyReads('one two three four\nend They type\n');
    await window.host.executeCommand('tandem.redo');
    await everybodyReads('one  three twofour\nend They type\n');

    async function everybodyReads(expected: string): Promise<void> {
      await showsText(window, expected);
      await saved(window);
      await eventually('the other side', () => text.toString() === expected);
      assert.equal(await readCode(relay.url, id), expected);
    }
  });
});

function selected({ host }: CodeWindow): Promise<string | undefined> {
  return host.run((api) => {
    const editor = api.window.activeTextEditor;
    return editor?.document.getText(editor.selection);
  });
}

/** Where a word of the active editor is on the screen, in pixels. */
function placeOf({ editor }: CodeWindow, word: string): Promise<{ left: number; middle: number; y: number }> {
  return editor.locator('.view-lines').evaluate((lines, sought) => {
    const walker = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(sought) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + sought.length);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      return { left, middle: (left + right) / 2, y: (top + bottom) / 2 };
    }
    throw new Error(`"${sought}" is not on the screen`);
  }, word);
}
