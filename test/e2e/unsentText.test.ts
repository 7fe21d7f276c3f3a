import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { eventually } from '../support/eventually.ts';
import { leaveDatabaseOf010, leaveJournalsOf010, profileOf010 } from '../support/fixtures010.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { launchBrowser } from '../support/vscode/browser.ts';
import { startCodeServer, type CodeServer } from '../support/vscode/codeServer.ts';
import { openCodeWindow, type CodeWindow } from '../support/vscode/codeWindow.ts';
import { CONTROL_EXTENSION, startControlHub, type ControlHub } from '../support/vscode/controlHub.ts';
import { PLAIN_TYPING_SETTINGS } from '../support/vscode/quietSettings.ts';
import { activated, joinRoom, readSession, showsText } from './rooms.ts';

const TANDEM = path.join(import.meta.dirname, '..', '..');
const PROFILE_EXTENSION = path.join(TANDEM, 'test', 'support', 'profileExtension');
const NAME = 'anna';

/** One person, whose windows come and go, and whose relay moves. */
describe('what a person typed and no relay has got', function () {
  this.timeout(240_000);
  let root: string;
  let browser: Browser;
  let hub: ControlHub;
  let relays: RelayProcess[];
  let windows: CodeWindow[];
  let server: CodeServer | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-unsent-'));
    for (const folder of ['one', 'two', 'data']) fs.mkdirSync(path.join(root, folder));
    hub = await startControlHub();
    [relays, windows, server] = [[], [], undefined];
  });
  afterEach(async () => {
    for (const window of windows) await window.close();
    await server?.stop();
    hub.close();
    for (const relay of relays) await relay.dispose();
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });

  async function startServer(
    extension: string,
    more: { port?: number; environment?: Record<string, string> } = {},
  ) {
    server = await startCodeServer({
      ...more,
      settings: PLAIN_TYPING_SETTINGS,
      dataFolder: path.join(root, 'data'),
      environment: { ...hub.environment(NAME), ...more.environment },
      extensions: [CONTROL_EXTENSION, extension],
    });
    return server;
  }

  async function openWindow(folder: 'one' | 'two'): Promise<CodeWindow> {
    assert.ok(server !== undefined);
    const window = await openCodeWindow({
      browser,
      server,
      hub,
      name: NAME,
      folder: path.join(root, folder),
    });
    windows.push(window);
    return window;
  }

  /** With the database of the relay before, at another address. */
  async function startRelay(databaseFile?: string): Promise<RelayProcess> {
    const environment = databaseFile === undefined ? {} : { DATABASE_URL: `sqlite:///${databaseFile}` };
    const relay = await startRelayProcess({ environment });
    relays.push(relay);
    return relay;
  }

  async function typeOffline(window: CodeWindow, relay: RelayProcess, text: string): Promise<void> {
    await relay.kill();
    await eventually('to be offline', async () => (await readSession(window))?.state === 'offline');
    await window.focusEditor();
    await window.press('Control+End');
    await window.type(text);
    await eventually('it to be kept', () => unsentNames(root).length > 0);
  }

  it('[U3] goes to the relay’s new address with the open room, once the person has said that it is the same', async () => {
    const old = await startRelay();
    await startServer(TANDEM);
    const window = await openWindow('one');
    const room = await create(old, 'first\n');
    await joinRoom(window, { relayUrl: old.url, roomId: room.id });
    await showsText(window, 'first\n');
    await typeOffline(window, old, 'typed offline');
    const moved = await startRelay(old.databaseFile);
    const joining = joinRoom(window, { relayUrl: moved.url, roomId: room.id });
    await eventually('the question', async () => (await window.dialog()).includes(old.url));
    assert.equal(await codeOf(moved, room.id), 'first\n');
    await window.clickDialog('Same Relay');
    await joining;
    await eventually(
      'the text at the relay',
      async () => (await codeOf(moved, room.id)) === 'first\ntyped offline',
    );
    await eventually('to be saved', async () => (await readSession(window))?.isSaved === true);
    await showsText(window, 'first\ntyped offline');
  });

  it('[U3b] is handed in by whichever window joins next, be it of another folder', async () => {
    const relay = await startRelay();
    await startServer(TANDEM);
    const first = await openWindow('one');
    const room = await create(relay, 'first\n');
    await joinRoom(first, { relayUrl: relay.url, roomId: room.id });
    await showsText(first, 'first\n');
    await typeOffline(first, relay, 'typed offline');
    await first.closePage();
    await relay.restart();
    const second = await openWindow('two');
    await joinRoom(second, { relayUrl: relay.url, roomId: room.id });
    await showsText(second, 'first\ntyped offline');
    await eventually(
      'the text at the relay',
      async () => (await codeOf(relay, room.id)) === 'first\ntyped offline',
    );
    await eventually('nothing to be left', () => unsentNames(root).length === 0);
  });

  it('in version 0.1.0 arrives once, after the upgrade, from whichever window joins', async () => {
    const kind = DATABASE_KINDS.find(({ name }) => name === 'SQLite in a file');
    assert.ok(kind !== undefined);
    const databaseFile = path.join(root, 'relay', 'of010.db');
    await leaveDatabaseOf010(kind, { url: `sqlite:///${databaseFile}`, drop: () => Promise.resolve() });
    const relay = await startRelay(databaseFile);
    const profile = profileOf010(relay.url);
    const left = path.join(root, 'profile');
    leaveJournalsOf010('storage', path.join(left, 'storage'));
    leaveJournalsOf010('globalStorage', path.join(left, 'globalStorage'));
    const inFolder = JSON.stringify(profile).replaceAll('file:///project/', `file://${path.join(root, 'one')}/`);
    fs.writeFileSync(path.join(left, 'profile.json'), inFolder);
    const [shared] = profile.rooms;
    fs.writeFileSync(path.join(root, 'one', 'shared.txt'), `Shared file, on the relay\n${shared?.unsent}`);

    const before = await startServer(PROFILE_EXTENSION, { environment: { TANDEM_PROFILE: left } });
    const window = await openWindow('one');
    await eventually('0.1.0 to have kept it', () =>
      window.host.run((api) => api.extensions.getExtension('tandem.tandem')?.isActive === true),
    );
    // VS Code writes mementos some time after the extension has asked for it.
    await window.reload();
    await window.closePage();
    await before.stop();
    // The upgrade: the new version in the place of the old one.
    fs.rmSync(path.join(root, 'data', 'extensions'), { recursive: true });
    await startServer(TANDEM, { port: before.port });
    await window.open();
    await activated(window);
    const expected = (name: string, unsent: string): string => `${name}, on the relay\n${unsent}`;
    for (const { id, name, unsent, isOpen, window: of } of profile.rooms)
      if (isOpen && of === 'folder')
        await eventually(name, async () => (await codeOf(relay, id)) === expected(name, unsent), 60_000);
    await window.closePage();
    const other = await openWindow('two');
    for (const { id, name, unsent } of profile.rooms) {
      await joinRoom(other, { relayUrl: relay.url, roomId: id });
      await eventually(name, async () => (await codeOf(relay, id)) === expected(name, unsent));
    }
    await eventually('nothing to be left', () => unsentNames(root).length === 0);
  });
});

/** The files of text that waits, wherever Tandem keeps them. */
function unsentNames(root: string): string[] {
  return fs.globSync('data/data/User/**/*.unsaved', { cwd: root });
}

async function create(relay: RelayProcess, code: string): Promise<RoomBody> {
  const response = await fetch(`${relay.url}/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Moved', language: 'plaintext', code }),
  });
  return (await response.json()) as RoomBody;
}

async function codeOf(relay: RelayProcess, id: string): Promise<string> {
  return ((await (await fetch(`${relay.url}/rooms/${id}`)).json()) as RoomBody).code;
}
