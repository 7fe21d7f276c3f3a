import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { openRoomStore } from '../../relay/store/openRoomStore.ts';
import { MAX_STATE_BYTES } from '../../shared/limits.ts';
import type { ListedRoomBody } from '../../shared/api/rooms.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import { eventually } from '../support/eventually.ts';
import { type RelayProcess, startRelayProcess } from '../support/relayProcess.ts';
import { scatteredDeletions, scatteredText } from '../support/scatteredText.ts';
import { newRoomId, roomRecord } from '../support/storedRooms.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';
import { codeOf, createRoomOn, request, requestJson } from './support/rest.ts';
import { connectWire, edit, step1, syncWire, updateMessage, type WireClient } from './support/wireClient.ts';

const CHARACTERS = 400_000;

describe('large rooms', function () {
  this.timeout(180_000);
  let bundle: RelayBundle;
  let relay: RelayProcess;
  before(async () => (bundle = await buildRelayBundle('large-rooms')));
  after(() => bundle.remove());
  afterEach(() => relay.dispose());

  /** A relay whose database has rooms with these logs, of which no snapshot tells the text. */
  const startWith = async (logs: readonly (readonly Uint8Array[])[], environment = {}): Promise<string[]> => {
    relay = await startRelayProcess({ bundle: bundle.file, environment });
    await relay.stop();
    const store = await openRoomStore(`sqlite:///${relay.databaseFile}`);
    const ids = [];
    for (const log of logs) {
      const record = roomRecord({ id: newRoomId() });
      const rows = log.map((update, index) => ({
        roomId: record.id,
        sequence: index + 1,
        participant: 'test',
        update,
        createdAt: record.createdAt,
      }));
      const [first, ...others] = rows;
      await store.createRoom(record, first!, { sequence: 1, state: first!.update, text: '' });
      await store.appendUpdates(others);
      ids.push(record.id);
    }
    await store.close();
    await relay.restart();
    return ids;
  };

  describe('for everybody who is elsewhere', () => {
    let large: string;
    let neighbour: WireClient;
    let doc: Y.Doc;
    beforeEach(async () => {
      [large = ''] = await startWith([[typedOnce('z'), scatteredText(CHARACTERS)]]);
      const { id } = await createRoomOn(relay.url, 'text');
      doc = new Y.Doc();
      neighbour = await syncWire(relay.url, id, doc);
    });
    afterEach(() => neighbour.close());

    /** How often a neighbour's edit was stored, and /health answered, before `work` was done. */
    const meanwhile = async (work: Promise<unknown>): Promise<number> => {
      const state = { isDone: false };
      let rounds = 0;
      const done = work.finally(() => (state.isDone = true));
      while (!state.isDone) {
        const before = neighbour.saved;
        neighbour.send(updateMessage(edit(doc, (text) => text.insert(0, '.'))));
        await eventually('the edit to be stored', () => neighbour.saved > before);
        await request(relay.url, 'GET', '/health');
        rounds++;
      }
      await done;
      return rounds;
    };

    it('[H8] are read and listed while a neighbour goes on', async () => {
      let listed: ListedRoomBody[] = [];
      const rounds = await meanwhile(
        requestJson<ListedRoomBody[]>(relay.url, 'GET', '/rooms').then((rooms) => (listed = rooms)),
      );
      assert.ok(rounds >= ROUNDS, `${rounds} rounds`);
      assert.equal(listed.length, 2);
      assert.equal((await codeOf(relay.url, large)).length, CHARACTERS + 1);
      const again = await requestJson<ListedRoomBody[]>(relay.url, 'GET', '/rooms');
      assert.equal(again.find(({ id }) => id === large)?.code?.length, CHARACTERS + 1);
    });

    it('[H8] are changed by PATCH while a neighbour goes on', async () => {
      const code = await codeOf(relay.url, large);
      const changed = `${code.slice(0, 1_000)}changed${code.slice(1_000)}`;
      const rounds = await meanwhile(requestJson(relay.url, 'PATCH', `/rooms/${large}`, { code: changed }));
      assert.ok(rounds >= ROUNDS, `${rounds} rounds`);
      assert.equal(await codeOf(relay.url, large), changed);
    });

    it('[H8] are entered while a neighbour goes on, with whatever the client has', async () => {
      const foreign = new Y.Doc();
      foreign.getText('code').insert(0, 'mine');
      const client = await connectWire(relay.url, large);
      client.send(step1(foreign));
      const rounds = await meanwhile(client.heard('step2'));
      assert.ok(rounds >= ROUNDS, `${rounds} rounds`);
      Y.applyUpdate(foreign, (await client.heard('step2')).update);
      assert.equal(foreign.getText('code').length, CHARACTERS + 5);
      client.close();
    });
  });

  it('[H2] that are too large for the relay cost it nothing but themselves', async () => {
    const bomb = scatteredDeletions(3_500_000);
    assert.ok(bomb.length < MAX_STATE_BYTES);
    const environment = { NODE_OPTIONS: '--max-old-space-size=256' };
    const [tooLarge = ''] = await startWith([[typedOnce('z'), bomb]], environment);
    const { id: ordinary } = await createRoomOn(relay.url, 'here');
    const { pid } = relay;
    const listed = await requestJson<ListedRoomBody[]>(relay.url, 'GET', '/rooms');
    assert.equal(listed.find(({ id }) => id === tooLarge)?.code, null);
    assert.equal(listed.find(({ id }) => id === ordinary)?.code, 'here');

    const refused = await request(relay.url, 'GET', `/rooms/${tooLarge}`);
    assert.equal(refused.status, 503);
    assert.match(
      ((await refused.json()) as { detail: string }).detail,
      /^This room cannot be read: .*other rooms/,
    );

    const client = await connectWire(relay.url, tooLarge);
    client.send(step1(new Y.Doc()));
    const { code, reason } = await client.closed;
    assert.equal(code, CloseCode.internalError);
    assert.match(reason, /^This room cannot be read: .*\.$/);

    const doc = new Y.Doc();
    const other = await syncWire(relay.url, ordinary, doc);
    other.send(updateMessage(edit(doc, (text) => text.insert(4, '!'))));
    await eventually('the edit to be stored', () => other.saved === 2);
    assert.equal(await codeOf(relay.url, ordinary), 'here!');
    assert.equal((await request(relay.url, 'GET', '/health')).status, 200);
    assert.equal(relay.pid, pid);
    other.close();
  });
});

/** What is acknowledged before an answer that would otherwise stop everything. */
const ROUNDS = 10;

function typedOnce(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 3;
  doc.getText('code').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}
