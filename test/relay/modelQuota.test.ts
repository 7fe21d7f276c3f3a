import assert from 'node:assert/strict';
import type { AutocompleteRequest, AutocompleteResponse } from '../../shared/api/autocomplete.ts';
import type { CreatedRoomBody } from '../../shared/api/rooms.ts';
import { systemClock } from '../../relay/clock.ts';
import type { AiConfig } from '../../relay/config.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeProvider, startFakeProvider } from '../support/fakeProvider/fakeProvider.ts';
import { allowModel } from './support/modelCompletion.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire } from './support/wireClient.ts';

/** What the provider says that it has counted for each answer. */
const TOKENS_EACH = 107;
const CODE = 'const total = sum(first, second);\nconst tot';

describe('[S25] how much of a model may be used', function () {
  this.timeout(30_000);
  let provider: FakeProvider;
  let relay: TestRelay;
  /** In the evening, half a minute past half past ten. */
  const begun = Date.UTC(2026, 10, 28, 22, 30, 30);
  let now = begun;

  const start = async (ai: Partial<AiConfig> = {}) => {
    relay = await startTestRelay({
      clock: { ...systemClock, now: () => now },
      trustProxy: 1,
      ai: { provider: 'openai', model: 'some-model', baseUrl: `${provider.url}/v1`, fill: 'chat', ...ai },
    });
  };
  const createRoom = async (): Promise<CreatedRoomBody> => {
    const room = await relay.createRoom();
    await allowModel(relay, room, true);
    return room;
  };

  interface Asker {
    readonly room: CreatedRoomBody;
    /** The address that the request comes from. */
    readonly from: string;
    readonly participant?: string;
    readonly signal?: AbortSignal;
  }
  const send = ({ room, from, participant, signal }: Asker) => {
    const body: AutocompleteRequest = {
      code: CODE,
      cursor_position: CODE.length,
      language: 'javascript',
      tier: 'model',
      room_id: room.id,
      ...(participant !== undefined && { participant_id: participant }),
    };
    return fetch(`${relay.url}/autocomplete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  };
  const isAnswered = async (asker: Asker) => {
    const { source, notice } = (await (await send(asker)).json()) as AutocompleteResponse;
    assert.equal(source, notice === undefined ? 'openai' : 'local');
    return notice === undefined;
  };
  /** How many of so many requests the model answers, one after the other. */
  const answered = async (asker: Asker, requests: number) => {
    let count = 0;
    for (let i = 0; i < requests; i++) if (await isAnswered(asker)) count++;
    return count;
  };
  /** Seconds until the model answers again; what the engine knows comes all the same. */
  const refusal = async (asker: Asker) => {
    const before = provider.requests.length;
    const response = await send(asker);
    const { source, notice, suggestions } = (await response.json()) as AutocompleteResponse;
    assert.deepEqual([response.status, source, notice?.code], [200, 'local', 'over_quota']);
    assert.match(suggestions[0] ?? '', /^al/);
    assert.equal(provider.requests.length, before, 'the provider is not asked');
    return Number(response.headers.get('retry-after'));
  };

  beforeEach(async () => {
    now = begun;
    provider = await startFakeProvider();
    // It is read to its end, where the provider's count is.
    provider.answer = { kind: 'text', pieces: ['<fill>al', 'so()'] };
  });
  afterEach(async () => {
    await relay.relay.stop();
    await provider.stop();
  });

  it('is 60 requests a minute for a person, wherever they ask from', async () => {
    await start();
    const room = await createRoom();
    const client = await connectWire(relay.url, room.id);
    const { message } = await client.heard('control', ({ message }) => message.kind === 'welcome');
    assert.ok(message.kind === 'welcome');
    const anna = { room, participant: message.participant_id };
    assert.equal(await answered({ ...anna, from: '10.0.0.1' }, 40), 40);
    assert.equal(await answered({ ...anna, from: '10.0.0.2' }, 25), 20);
    assert.equal(await refusal({ ...anna, from: '10.0.0.2' }), 30);
    assert.ok(await isAnswered({ room, from: '10.0.0.2' }), 'another person at the same address');
    now += 30_000;
    assert.ok(await isAnswered({ ...anna, from: '10.0.0.2' }), 'in the next minute');
    client.close();
  });

  it('is 60 requests a minute for an address, whoever in the room it claims to be', async () => {
    await start();
    const room = await createRoom();
    const from = '10.0.0.1';
    for (let i = 0; i < 60; i++)
      assert.ok(await isAnswered({ room, from, participant: `nobody-${i}` }), String(i));
    assert.equal(await refusal({ room, from, participant: 'nobody' }), 30);
  });

  it('is 150 requests a minute for a room, whoever asks', async () => {
    await start();
    const [room, other] = [await createRoom(), await createRoom()];
    assert.equal(await answered({ room, from: '10.0.0.1' }, 60), 60);
    assert.equal(await answered({ room, from: '10.0.0.2' }, 60), 60);
    assert.equal(await answered({ room, from: '10.0.0.3' }, 35), 30);
    assert.equal(await refusal({ room, from: '10.0.0.4' }), 30);
    assert.ok(await isAnswered({ room: other, from: '10.0.0.4' }), 'another room');
    now += 30_000;
    assert.ok(await isAnswered({ room, from: '10.0.0.3' }), 'in the next minute');
  });

  it('is eight requests at a time for the relay, whatever the room', async () => {
    await start();
    const rooms = [await createRoom(), await createRoom()];
    provider.answer = { kind: 'hang' };
    const abort = new AbortController();
    const waiting = Array.from({ length: 8 }, (_, index) =>
      send({ room: rooms[index % 2]!, from: `10.0.0.${index >> 1}`, signal: abort.signal }).catch(
        () => undefined,
      ),
    );
    await eventually('eight to be asked', () => provider.requests.length === 8);
    assert.equal(await refusal({ room: rooms[0]!, from: '10.0.0.9' }), 1);
    abort.abort();
    await Promise.all(waiting);
    provider.answer = { kind: 'text', pieces: ['<fill>also()'] };
    await eventually('room for another', () => isAnswered({ room: rooms[0]!, from: '10.0.0.9' }));
  });

  it('is so many tokens a day for a room, counted as the provider counts them', async () => {
    await start({ roomDailyTokens: 10 * TOKENS_EACH });
    const [room, other] = [await createRoom(), await createRoom()];
    const asked = await answered({ room, from: '10.0.0.1' }, 12);
    // What a request is booked with is more than what it takes in the end.
    assert.ok(asked > 5 && asked < 10, `${asked} requests`);
    assert.equal(await refusal({ room, from: '10.0.0.2' }), 5_370, 'until midnight (UTC)');
    assert.ok(await isAnswered({ room: other, from: '10.0.0.1' }), 'another room');
    now = Date.UTC(2026, 10, 28, 23, 59, 59, 999);
    assert.equal(await refusal({ room, from: '10.0.0.1' }), 1);
    now += 1;
    assert.ok(await isAnswered({ room, from: '10.0.0.1' }), 'on the next day');
  });

  it('is so many tokens a day for the relay, whatever the room', async () => {
    await start({ relayDailyTokens: 10 * TOKENS_EACH });
    const [room, other] = [await createRoom(), await createRoom()];
    const asked = await answered({ room, from: '10.0.0.1' }, 12);
    assert.ok(asked > 5 && asked < 10, `${asked} requests`);
    assert.equal(await refusal({ room: other, from: '10.0.0.2' }), 5_370);
    now = Date.UTC(2026, 10, 29);
    assert.ok(await isAnswered({ room: other, from: '10.0.0.2' }), 'on the next day');
  });
});
