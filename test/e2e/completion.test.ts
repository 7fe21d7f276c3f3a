import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { readGhostFrames, recordGhostFrames } from './ghostFrames.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { createRoom, readSession, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const load = (what: string): string => `export function load${what}(database) {
  const rows = database.query('select name from ${what.toLowerCase()}');
  return rows.map((row) => row.name);
}
`;

/** Where the partner types: far from where Anna does. */
const ELSEWHERE = '// elsewhere:';
const BEFORE = ['Users', 'Rooms', 'Teams'].map(load).join('\n');
/** Anna types into the third line from the end. */
const TEXT = `${ELSEWHERE}\n\n${BEFORE}\nexport function loadSpots(database) {\n\n}\n// end\n`;
const HER_LINE = TEXT.split('\n').length - 4;

/** What she types until the rest of the line is clear, and that rest. */
const TYPED = '  const rows = data';
/** How the line goes on in the functions above hers. */
const WHOLE = "  const rows = database.query('select name from ";

describe('ghost text in a shared document', function () {
  this.timeout(120_000);
  let relay: RelayProcess;
  let network: TcpProxy;
  let pair: Pair;
  let anna: Person;
  let partner: PlainClient;
  let roomId = '';
  screenshotsOnFailure(() => pair);

  before(async () => {
    relay = await startRelayProcess();
    network = await startTcpProxy({ targetPort: relay.port });
    const relayUrl = `http://127.0.0.1:${network.port}`;
    pair = await openPair({ names: ['anna'], relayUrl });
    anna = pair.person('anna');
    await anna.openFile('load.js', TEXT);
    ({ id: roomId } = await createRoom(anna.window, { name: 'Load', relayUrl }));
    partner = await joinAsPlainClient(relay.url, roomId);
  });

  beforeEach(async () => {
    partner.provider.awareness.setLocalStateField('cursor', null);
    await anna.window.focusEditor();
    await anna.window.press('Control+a');
    await anna.window.host.type(TEXT);
    await showsText(anna.window, TEXT);
    await eventually('the partner to see it', () => partner.text.toJSON() === TEXT);
    await caretTo(HER_LINE, 0);
  });

  after(async () => {
    partner.close();
    await pair.close();
    await network.close();
    await relay.dispose();
  });

  const caretTo = async (line: number, character: number): Promise<void> => {
    await anna.window.host.select([{ anchor: [line, character], active: [line, character] }]);
    await eventually('the caret to be there', async () =>
      (await anna.window.statusBar()).some((item) => item.includes(`Ln ${line + 1}, Col ${character + 1}`)),
    );
    await anna.window.page.locator('.monaco-editor.focused').first().waitFor();
  };
  const typeUntilGhost = async (text = TYPED): Promise<string> => {
    await anna.window.type(text, 30);
    return eventually('ghost text', () => anna.window.ghostText());
  };
  /** The line that she types into, by its place from the end. */
  const lineIn = (text: string): string | undefined => text.split('\n').at(-4);
  const herLine = async (): Promise<string | undefined> => lineIn(await anna.window.host.read());
  /** Somebody else's key, `offset` units into the text. */
  const partnerTypes = (offset: number, text: string): void => partner.text.insert(offset, text);
  const screenshot = async (name: string): Promise<void> => {
    const folder = path.join(import.meta.dirname, '..', '..', 'out', 'completions');
    fs.mkdirSync(folder, { recursive: true });
    await anna.window.screenshot(path.join(folder, `${name}.png`));
  };

  it('[core] appears while code is typed, and Tab takes it', async () => {
    const ghost = await typeUntilGhost();
    assert.match(ghost, /^base/);
    await screenshot('ghost');
    await anna.window.press('Tab');
    await eventually('the text to be taken', async () => (await herLine()) === `${TYPED}${ghost}`);
    await eventually('the partner to see it', () => lineIn(partner.text.toJSON()) === `${TYPED}${ghost}`);
    await eventually('what comes next, at once', async () => {
      const next = await anna.window.ghostText();
      return next !== '' && WHOLE.startsWith(TYPED + ghost + next);
    });
  });

  it('stays while it is typed through, at every frame', async () => {
    const ghost = await typeUntilGhost();
    const keys = ghost.slice(0, -1);
    await recordGhostFrames(anna.window);
    await anna.window.type(keys, 120);
    await eventually('the last key', async () => (await herLine()) === TYPED + keys);
    const frames = await readGhostFrames(anna.window);
    assert.ok(frames.length > keys.length, JSON.stringify(frames));
    assert.deepEqual(
      frames.filter(({ ghost: shown }) => shown === ''),
      [],
      JSON.stringify(frames),
    );
  });

  it('neither waits nor flickers while a partner types elsewhere', async () => {
    const at = ELSEWHERE.length;
    let keys = 0;
    const typing = setInterval(() => {
      partnerTypes(at + keys, 'abcdefgh'[keys % 8]!);
      keys++;
    }, 140);
    try {
      await eventually('the partner to be typing', () => keys > 3);
      await typeUntilGhost();
      await recordGhostFrames(anna.window);
      const before = keys;
      await eventually('more keys of the partner', () => keys > before + 15);
      await screenshot('partner-elsewhere');
      const frames = await readGhostFrames(anna.window);
      assert.ok(frames.length > 0);
      assert.deepEqual(
        frames.filter(({ ghost }) => ghost === ''),
        [],
        JSON.stringify(frames),
      );
    } finally {
      clearInterval(typing);
    }
  });

  it('comes back at its place when a line is put in above', async () => {
    const ghost = await typeUntilGhost();
    partnerTypes(0, '// one more line\n');
    await eventually('the line', async () => (await anna.window.host.read()).startsWith('// one more line'));
    await eventually('the ghost text', async () => (await anna.window.ghostText()) === ghost);
    await screenshot('line-above');
    await anna.window.press('Tab');
    await eventually('it at its place', async () => (await herLine()) === `${TYPED}${ghost}`);
  });

  it('gives way to a partner who types on the same line', async () => {
    await typeUntilGhost();
    await eventually('the partner to see her line', () => lineIn(partner.text.toJSON()) === TYPED);
    const at = partner.text.toJSON().lastIndexOf(TYPED);
    const place = Y.createRelativePositionFromTypeIndex(partner.text, at);
    partner.provider.awareness.setLocalStateField('user', { name: 'Ben', color: '#30bced' });
    partner.provider.awareness.setLocalStateField('cursor', { anchor: place, head: place });
    partnerTypes(at, ' ');
    await eventually('the ghost text to go', async () => (await anna.window.ghostText()) === '');
    await anna.window.type('b', 30);
    await eventually('her key', async () => (await herLine()) === ` ${TYPED}b`);
    await wait(600); // the scenario: a pause in which a suggestion would have come
    assert.equal(await anna.window.ghostText(), '');
    assert.match(await explain(), /somebody else is typing here/);
    await screenshot('partner-here');
  });

  it('comes from the engine in the window while the relay is away', async () => {
    network.refuse();
    network.cut();
    try {
      await eventually('the session to be offline', async () => {
        return (await readSession(anna.window))?.state === 'offline';
      });
      assert.match(await typeUntilGhost(), /^base/);
      assert.match(await explain(), /the engine in this window/);
      await screenshot('relay-away');
    } finally {
      network.accept();
      await eventually('to be back', async () => (await readSession(anna.window))?.state === 'online');
    }
  });

  const explain = async (): Promise<string> =>
    String(await anna.window.host.executeCommand('tandem.explainCompletions', {}));
});
