import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { ParticipantBody } from '../../shared/api/participants.ts';
import { eventually } from '../support/eventually.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire, presenceMessage, rawPresenceMessage, syncWire } from './support/wireClient.ts';

describe('GET /rooms/{id}/participants', () => {
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());
  const participants = async (room: string) => {
    const response = await relay.request('GET', `/rooms/${room}/participants`);
    assert.equal(response.status, 200);
    return (await response.json()) as ParticipantBody[];
  };
  const names = async (room: string) => (await participants(room)).map(({ name }) => name);

  it('names who is in the room, in the order in which they came', async () => {
    const room = (await relay.createRoom()).id;
    assert.deepEqual(await participants(room), []);
    const before = Date.now();
    const ann = await syncWire(relay.url, room, new Y.Doc());
    const ben = await syncWire(relay.url, room, new Y.Doc());
    ben.send(presenceMessage({ id: 2, clock: 1, state: { user: { name: 'Ben' } } }));
    ann.send(presenceMessage({ id: 1, clock: 1, state: { user: { name: ' Ann ', color: '#123456' } } }));
    const list = await eventually('both names', async () => {
      const list = await participants(room);
      return list.every(({ name }) => name !== null) && list.length === 2 && list;
    });
    assert.deepEqual(
      list.map(({ name, protocol }) => [name, protocol]),
      [
        ['Ann', 'yjs'],
        ['Ben', 'yjs'],
      ],
    );
    const { message } = await ann.heard('control', ({ message }) => message.kind === 'welcome');
    assert.equal(list[0]?.id, message.kind === 'welcome' && message.participant_id);
    for (const { joined_at: joined } of list)
      assert.ok(Date.parse(joined) >= before && Date.parse(joined) <= Date.now());

    ann.close();
    await eventually('Ann to be gone', async () => (await names(room)).join() === 'Ben');
    ben.close();
    await eventually('Ben to be gone', async () => (await names(room)).length === 0);
  });

  it('has no name for who shows none, and bounds what they show', async () => {
    const room = (await relay.createRoom()).id;
    const states: [unknown, string | null][] = [
      [{}, null],
      [{ user: 'Eve' }, null],
      [{ user: { name: 7 } }, null],
      [{ user: { name: '   ' } }, null],
      [{ user: { name: 'x'.repeat(100) } }, `${'x'.repeat(31)}…`],
      [{ user: { name: '\u202Eevil\u200B 😀' } }, 'evil 😀'],
    ];
    for (const [state, expected] of states) {
      const client = await connectWire(relay.url, room);
      client.send(presenceMessage({ id: 5, clock: 1, state }));
      // An answer to what came after it shows that it has been read.
      client.send([3]);
      client.send(presenceMessage({ id: 5, clock: 2, state }));
      await eventually(JSON.stringify(state), async () => {
        const list = await names(room);
        return list.length === 1 && list[0] === expected;
      });
      client.close();
      await eventually('it to be gone', async () => (await names(room)).length === 0);
    }
  });

  it('shows who came over JSON, under the name that they gave', async () => {
    const room = (await relay.createRoom()).id;
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/ws/${room}?name=Zoe`);
    const list = await eventually('Zoe', async () => {
      const list = await participants(room);
      return list[0]?.name === 'Zoe' && list;
    });
    assert.deepEqual(
      list.map(({ protocol }) => protocol),
      ['json'],
    );
    const metrics = await (await relay.request('GET', '/metrics')).text();
    assert.match(metrics, /^tandem_participants\{protocol="json"\} 1$/m);
    socket.terminate();
    await eventually('Zoe to be gone', async () => (await names(room)).length === 0);
  });

  it('does not show the name of somebody else under whose id one comes', async () => {
    const room = (await relay.createRoom()).id;
    const ann = await syncWire(relay.url, room, new Y.Doc());
    ann.send(presenceMessage({ id: 1, clock: 1, state: { user: { name: 'Ann' } } }));
    await eventually('Ann', async () => (await names(room))[0] === 'Ann');
    const eve = await connectWire(relay.url, room);
    eve.send(rawPresenceMessage({ id: 1, clock: 9, json: '{"user":{"name":"Eve"}}' }));
    await eventually('Eve', async () => (await names(room)).length === 2);
    assert.deepEqual(await names(room), ['Ann', null]);
    ann.close();
    eve.close();
  });
});
