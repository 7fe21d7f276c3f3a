import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomId } from '../../shared/room/roomId.ts';
import { KnownRelays } from '../../client/relay/knownRelays.ts';
import { RelayRooms } from '../../client/relay/relayRooms.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { OwnerTokens } from '../../extension/rooms/ownerTokens.ts';
import { RecentRooms } from '../../extension/rooms/recentRooms.ts';
import { RoomRow, type RoomsNode } from '../../extension/rooms/roomRow.ts';
import { RoomsTree } from '../../extension/rooms/roomsTree.ts';
import type { SharedDocument } from '../../extension/document/sharedDocument.ts';
import { ManualClock } from '../support/manualClock.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { silentLog } from '../support/silentLog.ts';

const parsed = parseRelayUrl('http://127.0.0.1:8000');
assert.ok('url' in parsed);
const RELAY = parsed.url;
const TIME = '2026-01-01T00:00:00.000Z';

describe('the tree of rooms', () => {
  const known = new KnownRelays(memoryStore(), silentLog);
  let here: SharedDocument[];
  let listed: { name: string; people: number }[];
  let problem: Error | undefined;
  let hasMore: boolean;
  let recent: RecentRooms;
  let relayRooms: RelayRooms;
  let ownerTokens: OwnerTokens;
  let tree: RoomsTree;
  let redrawn: number;
  let clock: ManualClock;
  let looks: number;
  let tellOfSessions: () => void;

  beforeEach(() => {
    [here, listed, problem, hasMore, redrawn, looks] = [[], [], undefined, false, 0, 0];
    clock = new ManualClock();
    recent = new RecentRooms(memento(), known);
    relayRooms = new RelayRooms({
      source: {
        relay: () => RELAY,
        list: () => {
          if (problem !== undefined) return Promise.reject(problem);
          const rooms = listed.map(({ name, people }) => ({
            ...{ id: idOf(name), name, language: 'python', participants: people },
            ...{ created_at: TIME, updated_at: TIME, model_completions: false },
          }));
          return Promise.resolve({ rooms, next: hasMore ? 'skip=1' : undefined });
        },
      },
      clock: { now: () => 0 },
      pageSize: 10,
    });
    ownerTokens = new OwnerTokens(secrets(), memento(), known);
    tree = new RoomsTree({
      documents: {
        all: () => {
          looks++;
          return here;
        },
        onDidChange: (listener) => {
          tellOfSessions = () => listener(undefined);
          return { dispose: () => undefined };
        },
      },
      recent,
      relayRooms,
      ownerTokens,
      commandFor: () => 'tandem.joinRoom',
      clock,
    });
    tree.onDidChangeTreeData(() => redrawn++);
  });
  afterEach(() => tree.dispose());

  /** What is drawn: sections with their rows. */
  const drawn = (): string[] =>
    tree
      .getChildren()
      .flatMap((section) => [show(section), ...tree.getChildren(section).map((row) => `  ${show(row)}`)]);
  const show = (node: RoomsNode): string => {
    const { label, description, accessibilityInformation } = tree.getTreeItem(node);
    assert.ok(accessibilityInformation?.label, 'a row that a screen reader has no words for');
    const name = typeof label === 'string' ? label : label?.label;
    return typeof description === 'string' ? `${name} | ${description}` : (name ?? '');
  };
  const rowOf = (name: string): RoomRow => {
    const rows = tree.getChildren().flatMap((section) => tree.getChildren(section));
    const found = rows.find((row) => row instanceof RoomRow && row.name === name);
    assert.ok(found instanceof RoomRow);
    return found;
  };

  // VS Code forgets the arguments of a row's command when the tree is drawn anew: a key pressed then would do nothing.
  it('rows are activated by a command without arguments', async () => {
    listed = [{ name: 'Alpha', people: 1 }];
    await relayRooms.refresh();
    const [section] = tree.getChildren();
    const [row] = tree.getChildren(section);
    assert.ok(row !== undefined);
    assert.equal(tree.getTreeItem(row).command?.arguments, undefined);
  });

  it('is empty while there is nothing to show, so that the welcome is seen', async () => {
    assert.deepEqual(drawn(), []);
    await relayRooms.refresh();
    assert.deepEqual(drawn(), []);
    problem = new Error('The relay does not answer.');
    await relayRooms.refresh();
    assert.deepEqual(drawn(), []);
  });

  it('lists the rooms of this window, those of before and those of the relay, with who is in them', async () => {
    here = [inRoom('Here', 2)];
    await recent.remember({ relayUrl: RELAY, roomId: idOf('Before'), name: 'Before', language: 'ruby' });
    await recent.remember({ relayUrl: RELAY, roomId: idOf('Here'), name: 'Here', language: 'go' });
    listed = [
      { name: 'Here', people: 9 },
      { name: 'Busy', people: 1 },
      { name: 'Quiet', people: 0 },
    ];
    hasMore = true;
    await relayRooms.refresh();
    assert.deepEqual(drawn(), [
      'Here',
      '  Here | go, 2 people',
      'Recent',
      '  Before | ruby',
      'On This Relay | 127.0.0.1:8000',
      '  Here | go, 2 people',
      '  Busy | python, 1 person',
      '  Quiet | python, empty',
      '  Load More…',
    ]);
    const { accessibilityInformation, contextValue } = tree.getTreeItem(rowOf('Here'));
    assert.equal(accessibilityInformation?.label, 'Here, go, 2 people, you are in it');
    assert.equal(contextValue, 'room.here.here');
    assert.equal(tree.getTreeItem(rowOf('Busy')).contextValue, 'room.relay.elsewhere');
    assert.equal(tree.getTreeItem(rowOf('Before')).contextValue, 'room.recent.elsewhere');
  });

  it('tells the rooms that this person created from those of others, wherever they are listed', async () => {
    const mine = (name: string) => ownerTokens.keep({ relayUrl: RELAY, roomId: idOf(name) }, 'secret');
    here = [inRoom('Open', 2)];
    for (const name of ['Ours', 'Old', 'Open'])
      await recent.remember({ relayUrl: RELAY, roomId: idOf(name), name, language: 'go' });
    listed = [
      { name: 'Open', people: 2 },
      { name: 'Planned', people: 0 },
      { name: 'Public', people: 3 },
    ];
    await relayRooms.refresh();
    for (const name of ['Open', 'Old', 'Planned']) await mine(name);
    assert.ok(redrawn > 0);
    assert.deepEqual(drawn(), [
      'Here',
      '  Open | go, 2 people, mine',
      'My Rooms',
      '  Old | go',
      '  Planned | python, empty',
      'Recent',
      '  Ours | go',
      'On This Relay | 127.0.0.1:8000',
      '  Open | go, 2 people, mine',
      '  Planned | python, empty, mine',
      '  Public | python, 3 people',
    ]);
    const { accessibilityInformation, contextValue } = tree.getTreeItem(rowOf('Open'));
    assert.equal(accessibilityInformation?.label, 'Open, go, 2 people, mine, you are in it');
    assert.equal(contextValue, 'room.here.here');
    assert.equal(tree.getTreeItem(rowOf('Old')).contextValue, 'room.mine.elsewhere');
    await ownerTokens.forget({ relayUrl: RELAY, roomId: idOf('Planned') });
    assert.ok(!drawn().includes('  Planned | python, empty, mine'));
  });

  it('says that the relay is away beside the rooms that are known', async () => {
    await recent.remember({ relayUrl: RELAY, roomId: idOf('Before'), name: 'Before', language: 'ruby' });
    problem = new Error('The relay does not answer.');
    await relayRooms.refresh();
    assert.deepEqual(drawn(), ['Recent', '  Before | ruby', 'On This Relay', '  The relay does not answer.']);
  });

  it('goes on showing the rooms of a relay that is away, without saying who is in them', async () => {
    listed = [{ name: 'Room', people: 3 }];
    await relayRooms.refresh();
    problem = new Error('The relay does not answer.');
    await relayRooms.refresh();
    assert.deepEqual(drawn(), [
      'On This Relay | 127.0.0.1:8000',
      '  The relay does not answer.',
      '  Room | python',
    ]);
  });

  it('is drawn anew only when something in it has changed', async () => {
    listed = [{ name: 'Room', people: 1 }];
    await relayRooms.refresh();
    await relayRooms.refresh();
    assert.equal(redrawn, 1);
    listed = [{ name: 'Room', people: 2 }];
    await relayRooms.refresh();
    assert.equal(redrawn, 2);
  });

  it('looks at the rooms now and then, and not at every key that somebody types', () => {
    here = [inRoom('Here', 1)];
    tellOfSessions();
    clock.advance(0);
    assert.equal(redrawn, 1);
    here = [inRoom('Here', 2)];
    looks = 0;
    for (let key = 0; key < 100; key++) tellOfSessions();
    assert.equal(looks, 0);
    clock.advance(1_000);
    assert.equal(redrawn, 2);
  });

  it('remembers thirty rooms, the latest first, and forgets one', async () => {
    for (let room = 0; room < 40; room++)
      await recent.remember({ relayUrl: RELAY, roomId: idOf(`r${room}`), name: `r${room}`, language: 'x' });
    await recent.remember({ relayUrl: RELAY, roomId: idOf('r20'), name: 'again', language: 'y' });
    await recent.rename({ relayUrl: RELAY, roomId: idOf('r39'), name: 'renamed', language: 'z' });
    const names = recent.all().map(({ name }) => name);
    assert.equal(names.length, 30);
    assert.deepEqual(names.slice(0, 3), ['again', 'renamed', 'r38']);
    await recent.forget({ relayUrl: RELAY, roomId: idOf('r20') });
    assert.equal(recent.find({ relayUrl: RELAY, roomId: idOf('r20') }), undefined);
    assert.equal(recent.all().length, 29);
  });

  it('takes nothing from what is remembered that is no room', () => {
    const store = memento();
    void store.update('recentRooms', [null, { relayUrl: 'http://evil.example', roomId: 'x' }, 7]);
    assert.deepEqual(new RecentRooms(store, known).all(), []);
  });

  function inRoom(name: string, people: number): SharedDocument {
    const room = { id: idOf(name), name, language: 'go', relayUrl: RELAY };
    const session = { room, state: { kind: 'online' }, participants: Array.from({ length: people }) };
    return { session } as unknown as SharedDocument;
  }
});

function idOf(name: string): RoomId {
  return name.padEnd(22, 'A') as RoomId;
}

function secrets(): vscode.SecretStorage {
  const values = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => Promise.resolve(void values.set(key, value)),
    delete: (key) => Promise.resolve(void values.delete(key)),
    onDidChange: () => new vscode.Disposable(() => undefined),
  };
}

function memento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.has(key) ? (values.get(key) as T) : fallback) as T,
    update: (key: string, value: unknown) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
}
