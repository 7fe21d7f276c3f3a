import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import * as Y from 'yjs';
import { parseRoomId } from '../../shared/room/roomId.ts';
import type { ByteStore } from '../../client/ports.ts';
import { KnownRelays } from '../../client/relay/knownRelays.ts';
import { Journals } from '../../client/session/journals.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { WindowLeases } from '../../client/windows/windowLeases.ts';
import { fileStore } from '../../extension/node/fileStore.ts';
import { OwnerTokens } from '../../extension/rooms/ownerTokens.ts';
import { RecentRooms } from '../../extension/rooms/recentRooms.ts';
import { SavedRooms } from '../../extension/rooms/savedRooms.ts';
import { systemClock } from '../../extension/systemClock.ts';
import { takeOver010 } from '../../extension/rooms/takeOver010.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { silentLog } from '../support/silentLog.ts';

interface Profile {
  readonly relayUrl: string;
  readonly globalState: Record<string, unknown>;
  readonly workspaceState: Record<'folder' | 'empty', Record<string, unknown>>;
  readonly secrets: Record<string, string>;
  readonly rooms: readonly {
    id: string;
    name: string;
    window: string;
    isOpen: boolean;
    isHost: boolean;
    unsent: string;
  }[];
}

/** With the profile that 0.1.0 has left (test/fixtures/0.1.0). */
describe('what 0.1.0 has kept', () => {
  let root: string;
  let profile: Profile;
  let globalState: vscode.Memento;
  const folder = (...names: string[]): string => path.join(root, 'User', ...names);
  const personal = (): string => folder('globalStorage', 'tandem.tandem');
  const workspace = (): string => folder('workspaceStorage', 'abc', 'tandem.tandem');

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-profile-'));
    const extension = vscode.extensions.getExtension('tandem.tandem');
    assert.ok(extension);
    const fixture = path.join(extension.extensionPath, 'test', 'fixtures', '0.1.0', 'profile');
    profile = JSON.parse(fs.readFileSync(path.join(fixture, 'profile.json'), 'utf8')) as Profile;
    fs.cpSync(path.join(fixture, 'storage'), workspace(), { recursive: true });
    fs.cpSync(path.join(fixture, 'globalStorage'), personal(), { recursive: true });
    globalState = memento(profile.globalState);
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  /** The start of a window, up to where rooms are entered. */
  async function start(
    which: 'folder' | 'other' | 'empty',
    { workspaceState = memento(), spoil = (store: ByteStore) => store } = {},
  ) {
    const parts = { windowId: `window-of-${which}`, clock: systemClock, date: Date.now, log: silentLog };
    const liveness = { mark: Promise.resolve(''), ask: () => Promise.resolve('unknown' as const) };
    const leases = new WindowLeases({ ...parts, store: memoryStore(), liveness });
    const known = new KnownRelays(memoryStore(), silentLog);
    const saved = fileStore(path.join(personal(), 'rooms'));
    const savedRooms = new SavedRooms({ ...parts, store: saved, workspaceId: which, leases, known });
    const unsent = fileStore(path.join(personal(), 'unsent'));
    const recent = new RecentRooms(globalState, known);
    const windowFolder = {
      folder: workspace(),
      empty: personal(),
      other: folder('workspaceStorage', 'x', 'tandem.tandem'),
    };
    await takeOver010({
      workspaceState,
      globalState,
      windowFolder: vscode.Uri.file(windowFolder[which]),
      globalFolder: vscode.Uri.file(personal()),
      openStore: (uri) => fileStore(uri.fsPath),
      savedRooms,
      journals: spoil(unsent),
      recent,
      log: silentLog,
    });
    const journals = new Journals({ ...parts, store: unsent, leases, delayMs: 0 });
    return { known, recent, journals, entered: await savedRooms.takeOver() };
  }

  async function unsentOf(window: Awaited<ReturnType<typeof start>>, id: string): Promise<string> {
    const [roomId, relay] = [parseRoomId(id), parseRelayUrl(profile.relayUrl)];
    assert.ok(roomId !== undefined && 'url' in relay);
    const journal = await window.journals.open(roomId, window.known.keysOf(relay.url));
    const doc = new Y.Doc();
    const { states, unsaved } = await journal.read();
    for (const update of [...states, ...unsaved]) Y.applyUpdate(doc, update);
    return doc.getText('code').toJSON();
  }

  const textOf = ({ name, unsent }: Profile['rooms'][number]): string => `${name}, on the relay\n${unsent}`;
  const left = (): string[] =>
    [workspace(), personal()].flatMap((parent) => fs.readdirSync(path.join(parent, 'journal')));

  it('the window of the folder enters its open rooms, and has the text that was not sent of all', async () => {
    const workspaceState = memento(profile.workspaceState.folder);
    const window = await start('folder', { workspaceState });
    const open = profile.rooms.filter((room) => room.window === 'folder' && room.isOpen);
    assert.deepEqual(
      window.entered.map(({ roomId, isHost }) => ({ roomId: String(roomId), isHost })).sort(byId),
      open.map(({ id, isHost }) => ({ roomId: id, isHost })).sort(byId),
    );
    for (const room of profile.rooms) assert.equal(await unsentOf(window, room.id), textOf(room));
    assert.deepEqual(left(), []);
    assert.equal(workspaceState.get('rooms'), undefined);
    assert.deepEqual((await start('folder', { workspaceState })).entered, []);
  });

  it('a window of any other folder, or of none, has the text that was not sent when it joins', async () => {
    for (const which of ['other', 'empty'] as const) {
      const window = await start(which);
      assert.deepEqual(window.entered, []);
      for (const room of profile.rooms) assert.equal(await unsentOf(window, room.id), textOf(room));
    }
  });

  it('nothing is lost where it is cut short at any write, and all is there the next time', async () => {
    for (let writes = 0; writes < 8; writes++) {
      let made = 0;
      const spoil = (store: ByteStore): ByteStore => ({
        ...store,
        write: (key, bytes) =>
          made++ < writes ? store.write(key, bytes) : Promise.reject(new Error('the window is gone')),
      });
      const workspaceState = memento(profile.workspaceState.folder);
      await start('folder', { workspaceState, spoil });
      const window = await start('folder', { workspaceState });
      for (const room of profile.rooms)
        assert.equal(await unsentOf(window, room.id), textOf(room), `${writes}`);
    }
  });

  it('a journal whose room is known at two addresses stays where it is: a relay may copy a room’s id', async () => {
    const rooms = profile.globalState['recentRooms'] as { roomId: string; relayUrl: string }[];
    const copies = rooms.map((room) => ({ ...room, relayUrl: 'https://evil.example' }));
    globalState = memento({ recentRooms: [...rooms, ...copies] });
    const before = left();
    const window = await start('other');
    for (const { id } of profile.rooms) assert.equal(await unsentOf(window, id), '');
    assert.deepEqual(left(), before);
  });

  it('recent rooms and owner keys are found as 0.1.0 wrote them', async () => {
    const { known, recent } = await start('other');
    assert.equal(recent.all().length, profile.rooms.length);
    const secrets = new Map(Object.entries(profile.secrets));
    const storage = { get: (key: string) => Promise.resolve(secrets.get(key)) };
    const tokens = new OwnerTokens(storage as unknown as vscode.SecretStorage, globalState, known);
    for (const { relayUrl, roomId } of recent.all()) {
      const isHost = profile.rooms.some(({ id, isHost: is }) => id === roomId && is);
      assert.equal(tokens.owns({ relayUrl, roomId }), isHost);
      assert.equal((await tokens.find({ relayUrl, roomId })) !== undefined, isHost);
    }
  });
});

function byId(one: { roomId: string }, other: { roomId: string }): number {
  return one.roomId.localeCompare(other.roomId);
}

function memento(stored: Readonly<Record<string, unknown>> = {}): vscode.Memento {
  const values = new Map(Object.entries(structuredClone(stored)));
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.get(key) as T | undefined) ?? fallback,
    update(key, value) {
      if (value === undefined) values.delete(key);
      else values.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
}
