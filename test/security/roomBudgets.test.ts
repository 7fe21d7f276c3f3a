import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import { startTestRelay, type TestRelay } from '../relay/support/testRelay.ts';
import { edit, step2, syncMessage, syncWire, updateMessage } from '../relay/support/wireClient.ts';
import { craftUpdate, type CraftedStruct, deleted, text } from '../support/craftedUpdate.ts';
import { eventually } from '../support/eventually.ts';
import { roomRecord, updateRow } from '../support/storedRooms.ts';

describe('what one participant can use up of a room', function () {
  this.timeout(60_000);
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());

  const join = async (room: string, doc = new Y.Doc()) => ({
    doc,
    client: await syncWire(relay.url, room, doc),
  });

  /** The bytes of the room's log. */
  async function logBytes(room: string): Promise<number> {
    const stored = await relay.store.loadRoom(parseRoomId(room)!);
    return stored!.updates.reduce((sum, { update }) => sum + update.length, 0);
  }

  /** Each at another place than behind the one before, so that no two of them are ever joined. */
  function scattered(author: number, count: number, struct: () => CraftedStruct): CraftedStruct[] {
    return Array.from({ length: count }, (_, i) => ({
      ...struct(),
      origin: i < 2 ? ([1, i] as const) : ([author, i - 2] as const),
    }));
  }

  it('[H2] is a million structs, deleted ones included, after which people can still delete', async () => {
    const room = await relay.createRoom();
    const { client } = await join(room.id);
    client.send(updateMessage(craftUpdate([{ client: 1, clock: 0, structs: [text('0123456789')] }])));
    const write = (to: typeof client, author: number) => {
      const structs = scattered(author, 400_000, () => deleted(1));
      to.send(updateMessage(craftUpdate([{ client: author, clock: 0, structs }])));
    };
    write(client, 2);
    write(client, 3);
    await eventually('two thirds to be stored', () => client.saved === 4);
    // Until it is known how large the room really is, nobody is sent away for good.
    await eventually('a refusal for good', async () => {
      const { client: again } = await join(room.id);
      write(again, 4);
      const { code } = await again.closed;
      assert.ok([1013, 4413].includes(code), String(code));
      return code === 4413;
    });
    client.close();

    const { doc, client: other } = await join(room.id);
    other.send(updateMessage(edit(doc, (text) => text.delete(0, 1))));
    await eventually('the deletion', () => other.saved === 2);
    other.close();
  });

  it('[H2] takes from who comes back to a full room what was typed and deleted meanwhile, and no text', async () => {
    const room = await relay.createRoom();
    const { client } = await join(room.id);
    client.send(updateMessage(craftUpdate([{ client: 1, clock: 0, structs: [text('0123456789')] }])));
    const { doc } = await join(room.id);
    for (const author of [2, 3]) {
      const structs = scattered(author, 499_000, () => deleted(1));
      client.send(updateMessage(craftUpdate([{ client: author, clock: 0, structs }])));
    }
    await eventually('a full room', () => client.saved === 4);
    const typed = doc.getText('code');
    for (let i = 0; i < 3_000; i++) typed.insert(i % 5, 'ab');
    typed.delete(0, typed.length - 5);
    const back = await join(room.id, doc);
    await eventually('the deleted runs', () => back.client.saved === 1);
    back.client.send(updateMessage(edit(doc, (text) => text.delete(0, 1))));
    await eventually('a deletion', () => back.client.saved === 2);
    const { client: typist } = await join(room.id);
    typist.send(
      updateMessage(craftUpdate([{ client: 9, clock: 0, structs: scattered(9, 10_000, () => text('x')) }])),
    );
    assert.equal((await typist.closed).code, 4413);
  });

  const manyClients = (count: number, first = 1) =>
    craftUpdate(
      Array.from({ length: count }, (_, i) => ({ client: first + i, clock: 0, structs: [deleted(1)] })),
    );

  for (const [title, message, code] of [
    ['an update', updateMessage(manyClients(99_990)), 1013],
    ['a small update', updateMessage(manyClients(17)), 1013],
    ['a step 2', syncMessage(1, manyClients(99_990)), 4413],
  ] as const) {
    it(`[H6] is a share of its client ids: ${title} with too many is refused, and everybody else writes on`, async () => {
      const room = await relay.createRoom('text');
      const { client } = await join(room.id);
      client.send(message);
      assert.equal((await client.closed).code, code);
      for (let i = 0; i < 20; i++) {
        const { doc, client: next } = await join(room.id);
        next.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'))));
        await eventually('it to be saved', () => next.saved === 2);
        next.close();
      }
      assert.equal((await relay.request('PATCH', `/rooms/${room.id}`, { code: 'new' })).status, 200);
    });
  }

  it('[H6] takes what two people merged offline, and a state that the relay has lost', async () => {
    const room = await relay.createRoom();
    const { doc, client } = await join(room.id);
    const merged = new Y.Doc();
    merged.getText('code').insert(0, 'theirs');
    doc.getText('code').insert(0, 'mine');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(merged));
    client.send(updateMessage(Y.encodeStateAsUpdate(doc)));
    await eventually('the merge', () => client.saved === 2);
    const emptied = await relay.createRoom();
    const { client: keeper } = await join(emptied.id);
    keeper.send(syncMessage(1, manyClients(5_000)));
    await eventually('the lost state', () => keeper.saved === 2);
    keeper.close();
    client.close();
  });

  it('[H6] says so where a room has had all of its ids: REST with 413, and who has one goes on', async () => {
    const record = roomRecord();
    const store = createMemoryRoomStore();
    const state = craftUpdate(
      Array.from({ length: 100_000 }, (_, i) => ({ client: 1 + i, clock: 0, structs: [text('x')] })),
    );
    const snapshot = { sequence: 1, state, text: 'x'.repeat(100_000) };
    await store.createRoom(record, updateRow(record.id, 1, { update: state }), snapshot);
    const full = await startTestRelay({ store });
    const answer = await full.request('PATCH', `/rooms/${record.id}`, { code: 'y' });
    assert.equal(answer.status, 413);
    assert.match(((await answer.json()) as { detail: string }).detail, /editing sessions/);
    const doc = new Y.Doc();
    doc.clientID = 7;
    const known = await syncWire(full.url, record.id, doc);
    doc.clientID = 7;
    known.send(updateMessage(edit(doc, (text) => text.insert(0, 'z'))));
    await eventually('who has an id', () => known.saved === 2);
    const newcomer = new Y.Doc();
    const late = await syncWire(full.url, record.id, newcomer);
    late.send(updateMessage(edit(newcomer, (text) => text.delete(0, 1))));
    await eventually('a deletion', () => late.saved === 2);
    late.send(updateMessage(edit(newcomer, (text) => text.insert(0, 'n'))));
    assert.equal((await late.closed).code, 4413);
    await full.relay.stop();
  });

  const again = (range: readonly [number, number], count: number) =>
    craftUpdate([], [{ client: 1, ranges: Array.from({ length: count }, () => range) }]);
  for (const [title, send] of [
    ['an update', updateMessage],
    ['a step 2', (update: Uint8Array) => syncMessage(1, update)],
  ] as const) {
    it(`[H7] writes nothing for deletions of what is deleted, in ${title}`, async () => {
      const room = await relay.createRoom();
      const { client } = await join(room.id);
      const base = craftUpdate(
        [{ client: 1, clock: 0, structs: [text('0123456789')] }],
        [{ client: 1, ranges: [[2, 3]] }],
      );
      client.send(updateMessage(base));
      await eventually('the text', () => client.saved === 2);
      const before = await logBytes(room.id);
      const idle = [
        again([2, 1], 500_000),
        again([3, 2], 1),
        craftUpdate(
          [{ client: 1, clock: 0, structs: [text('0123456789')] }],
          [{ client: 1, ranges: [[4, 1]] }],
        ),
      ];
      for (const update of idle) client.send(send(update));
      await eventually('the answers', () => client.saved === 2 + idle.length);
      assert.equal(await logBytes(room.id), before);
      // Half of it is new, out of order, and with a text that is known.
      client.send(
        send(
          craftUpdate(
            [{ client: 1, clock: 0, structs: [text('0123456789')] }],
            [{ client: 1, ranges: [[8, 1], ...Array.from({ length: 100_000 }, () => [3, 4] as const)] }],
          ),
        ),
      );
      await eventually('the deletion', () => client.saved === 3 + idle.length);
      assert.ok((await logBytes(room.id)) - before < 20);
      assert.equal(await relay.codeOf(room.id), '0179');
      client.close();
    });
  }

  it('[H7] knows after a load what is deleted', async () => {
    const room = await relay.createRoom('abcdef');
    const { doc, client } = await join(room.id);
    client.send(updateMessage(edit(doc, (text) => text.delete(1, 3))));
    await eventually('the deletion', () => client.saved === 2);
    client.close();
    await eventually('an empty room', async () => (await relay.health()).connections === 0);
    const { client: back } = await join(room.id, doc);
    const before = await logBytes(room.id);
    back.send(step2(doc));
    await eventually('the step 2', () => back.saved === 2);
    assert.equal(await logBytes(room.id), before);
    back.close();
  });
});
