import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openUntitled } from '../../extension/document/untitledDocument.ts';
import { MAX_MESSAGE_BYTES, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { eventually } from '../support/eventually.ts';
import { startRelay } from './relay.ts';
import { shareFile } from './sharedFile.ts';
import { activate, closeAllEditors } from './window.ts';

describe('texts at the limits of a room', function () {
  this.timeout(120_000);
  let relay: Awaited<ReturnType<typeof startRelay>>;

  before(async () => {
    relay = await startRelay();
  });

  after(() => relay.stop());

  for (const [kind, text, sentence] of [
    ['too long', 'x'.repeat(MAX_TEXT_UNITS + 1), /larger than 5 MB, the maximum for a room/],
    ['too many bytes', '漢'.repeat(MAX_MESSAGE_BYTES / 3), /larger than 8 MB, the maximum for a new room/],
  ] as const) {
    it(`refuses in a sentence to share a text of ${kind}, and leaves no room behind`, async () => {
      const document = await openUntitled(text);
      await vscode.window.showTextDocument(document);
      await assert.rejects(create(), sentence);
      assert.deepEqual(await (await fetch(`${relay.url}/rooms`)).json(), []);
      assert.deepEqual([...(await activate()).sessions], []);
      await closeAllEditors();
    });
  }

  it('shares a text of the most that a room holds, whatever its line endings count', async () => {
    const lines = 'seven..\r\n'.repeat(MAX_TEXT_UNITS / 8);
    const { document, web, close } = await shareFile(relay.url, lines);
    assert.ok(document.getText().length > MAX_TEXT_UNITS);
    assert.equal(web.text.length, MAX_TEXT_UNITS);
    await close();
  });

  it('is not reached by what another client writes above the limit, and goes on', async () => {
    const opening = 'x'.repeat(MAX_TEXT_UNITS - 10);
    const { document, web, session, edit, close } = await shareFile(relay.url, opening);
    const closes: number[] = [];
    web.provider.on('connection-close', (event) => {
      if (event) closes.push(event.code);
    });
    web.text.insert(0, 'y'.repeat(11));
    await eventually('the relay to send the client away', () => closes.length > 0);
    web.close();
    assert.equal(session.state, 'online');
    await edit(0, 0, 'ten units.');
    await session.whenSaved();
    assert.ok(
      document.getText() === `ten units.${opening}`,
      'the document has what was typed here, and no more',
    );
    await close();
  });

  it('ends the session when more is pasted than the room takes; the document keeps it', async () => {
    const { document, edit, close } = await shareFile(relay.url, 'x'.repeat(MAX_TEXT_UNITS - 10));
    await edit(0, 0, 'eleven unit');
    const tandem = await activate();
    await eventually('the session to end', () => tandem.sessions.length === 0);
    assert.match(document.getText().slice(0, 20), /^eleven unitx+$/);
    await close();
  });

  async function create(): Promise<void> {
    await vscode.commands.executeCommand('tandem.createRoom', { name: 'Large', relayUrl: relay.url });
  }
});
