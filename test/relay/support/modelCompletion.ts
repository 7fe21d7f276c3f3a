import assert from 'node:assert/strict';
import type { AutocompleteRequest, AutocompleteResponse } from '../../../shared/api/autocomplete.ts';
import type { CreatedRoomBody } from '../../../shared/api/rooms.ts';
import type { AiConfig } from '../../../relay/config.ts';
import { Secret } from '../../../relay/secret.ts';
import { type FakeProvider, startFakeProvider } from '../../support/fakeProvider/fakeProvider.ts';
import { startTestRelay, type TestRelay } from './testRelay.ts';

export const KEY = 'sk-canary-1234567890abcdef';
export const CODE = 'function add(a, b) {\n  return ';

/** A provider, and a relay that asks it about a room whose owner allows that. */
export interface ModelCompletions {
  readonly provider: FakeProvider;
  /** Since `start`. */
  readonly relay: TestRelay;
  readonly room: CreatedRoomBody;
  /** May be called again after the relay was stopped; the provider stays. */
  readonly start: (ai?: Partial<AiConfig>) => Promise<void>;
  readonly allow: (isAllowed: boolean) => Promise<void>;
  readonly send: (change?: Partial<AutocompleteRequest>) => Promise<Response>;
  /** The same, and what it suggests. */
  readonly ask: (change?: Partial<AutocompleteRequest>) => Promise<AutocompleteResponse>;
  /** So many requests at once, which nobody waits for any more when `signal` says so. */
  readonly askUntil: (signal: AbortSignal, requests: number) => Promise<unknown>[];
  /** All that a model was told so far. */
  readonly told: () => string;
}

/** Each test of the suite begins with a provider of its own, and calls `start`. */
export function setUpModelCompletions(): ModelCompletions {
  let provider: FakeProvider;
  let relay: TestRelay;
  let room: CreatedRoomBody;

  beforeEach(async () => {
    provider = await startFakeProvider();
    provider.answer = { kind: 'text', pieces: ['<fill>', 'a + b;', '</fill>'] };
  });
  afterEach(async () => {
    await relay.relay.stop();
    await provider.stop();
  });

  const allow = (isAllowed: boolean) => allowModel(relay, room, isAllowed);
  const send = (change: Partial<AutocompleteRequest> = {}) => {
    const about = { code: CODE, cursor_position: CODE.length, language: 'javascript', room_id: room.id };
    return relay.request('POST', '/autocomplete', { ...about, tier: 'model', ...change });
  };
  return {
    get provider() {
      return provider;
    },
    get relay() {
      return relay;
    },
    get room() {
      return room;
    },
    start: async (ai = {}) => {
      const base = {
        provider: 'openai',
        model: 'some-model',
        apiKey: new Secret(KEY),
        fill: 'chat',
      } as const;
      relay = await startTestRelay({ ai: { ...base, baseUrl: `${provider.url}/v1`, ...ai } });
      room = await relay.createRoom('const text = "of the room";\n');
      await allow(true);
    },
    allow,
    send,
    ask: async (change) => {
      const response = await send(change);
      assert.equal(response.status, 200, await response.clone().text());
      return (await response.json()) as AutocompleteResponse;
    },
    askUntil: (signal, requests) => {
      const body = JSON.stringify({ code: CODE, cursor_position: 9, language: 'x', room_id: room.id });
      const headers = { 'content-type': 'application/json' };
      return Array.from({ length: requests }, () =>
        fetch(`${relay.url}/autocomplete`, { method: 'POST', headers, body, signal }).catch(() => undefined),
      );
    },
    told: () => JSON.stringify(provider.requests.map(({ body }) => body)),
  };
}

/** As the owner of the room. */
export async function allowModel(relay: TestRelay, room: CreatedRoomBody, isAllowed: boolean): Promise<void> {
  const headers = { authorization: `Bearer ${room.owner_token}` };
  const change = { model_completions: isAllowed };
  assert.equal((await relay.request('PATCH', `/rooms/${room.id}`, change, headers)).status, 200);
}
