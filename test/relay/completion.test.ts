import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { AutocompleteResponse } from '../../shared/api/autocomplete.ts';
import { readConfig } from '../../relay/config.ts';
import { eventually } from '../support/eventually.ts';
import { CODE, setUpModelCompletions } from './support/modelCompletion.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire, edit, syncWire, updateMessage } from './support/wireClient.ts';

describe('completions by a model', function () {
  this.timeout(20_000);
  const fixture = setUpModelCompletions();
  const { start, allow, ask, askUntil } = fixture;

  it('answers with what the model says, and with how often its texts were taken', async () => {
    await start();
    const tell = (id: string, event: string) =>
      fixture.relay.request('POST', '/autocomplete/events', { id, event, chars: 5, ms: 800 });
    const first = await ask();
    assert.deepEqual(first.suggestions, ['a + b;']);
    assert.deepEqual([first.source, first.confidence_basis, first.confidence], ['openai', 'acceptance', 0.3]);
    for (const event of ['shown', 'accepted', 'accepted'])
      assert.equal((await tell(first.id, event)).status, 204);
    await tell('of nobody', 'accepted');
    assert.equal((await ask()).confidence, 4 / 11);
    const metrics = await (await fixture.relay.request('GET', '/metrics')).text();
    assert.match(metrics, /^tandem_suggestion_events_total\{source="openai",event="accepted"\} 1$/m);
    assert.match(metrics, /^tandem_suggestion_accepted_units_total\{source="openai"\} 5$/m);
    assert.match(metrics, /^tandem_model_tokens_total \d{3}$/m);
  });

  it('gives several to choose from to who asks for it', async () => {
    await start();
    const { suggestions } = await ask({
      code: `other()\n${CODE}o`,
      cursor_position: 100,
      trigger: 'explicit',
    });
    assert.equal(suggestions[0], 'a + b;');
    assert.ok(suggestions.length > 1, suggestions.join());
  });

  it('asks the model where nothing is said of the tier, and never for the engine', async () => {
    await start();
    assert.equal((await ask({ tier: 'engine' })).source, 'local');
    assert.equal(fixture.provider.requests.length, 0);
    const about = { code: CODE, cursor_position: 99, language: 'x', room_id: fixture.room.id };
    const plain = await fixture.relay.request('POST', '/autocomplete', about);
    assert.equal(((await plain.json()) as AutocompleteResponse).source, 'openai');
  });

  it('tells everybody in the room who completes, and when the owner changes that', async () => {
    await start();
    const client = await connectWire(fixture.relay.url, fixture.room.id);
    const { message } = await client.heard('control', ({ message }) => message.kind === 'welcome');
    const completions = { engine: 'openai', model: 'some-model', allowed: true };
    assert.deepEqual(message.kind === 'welcome' && message.room.completions, completions);
    await allow(false);
    const changed = await client.heard('control', ({ message }) => message.kind === 'room');
    assert.deepEqual(changed.message.kind === 'room' && changed.message.completions, {
      ...completions,
      allowed: false,
    });
    client.close();
  });

  it('[S25] lets nobody but the owner allow a model, and says the token once', async () => {
    await start();
    const change = (headers = {}) =>
      fixture.relay.request(
        'PATCH',
        `/rooms/${fixture.room.id}`,
        { model_completions: false, name: 'Taken' },
        headers,
      );
    const none = await change();
    assert.deepEqual([none.status, none.headers.get('www-authenticate')], [401, 'Bearer realm="owner"']);
    const other = await fixture.relay.createRoom();
    assert.equal((await change({ authorization: `Bearer ${other.owner_token}` })).status, 403);
    const read = await (await fixture.relay.request('GET', `/rooms/${fixture.room.id}`)).text();
    assert.ok(
      read.includes('"name":"Test"') && read.includes('"model_completions":true') && !read.includes('owner'),
    );
    const stored = await fixture.relay.store.findRoom(fixture.room.id as never);
    assert.ok(!JSON.stringify(stored).includes(fixture.room.owner_token));
    assert.match(stored?.ownerTokenHash ?? '', /^[\da-f]{64}$/);
  });

  it('[F24] goes on syncing while the provider hangs', async () => {
    await start();
    fixture.provider.answer = { kind: 'hang' };
    const abort = new AbortController();
    const asked = askUntil(abort.signal, 12);
    await eventually('the provider to hang', () => fixture.provider.requests.length === 2);
    const doc = new Y.Doc();
    const client = await syncWire(fixture.relay.url, fixture.room.id, doc);
    for (let i = 0; i < 50; i++) {
      client.send(updateMessage(edit(doc, (text) => text.insert(0, `${i}`))));
      await eventually('the edit to be stored', () => client.saved === 2 + i);
    }
    assert.ok(
      fixture.provider.requests.every((each) => !each.isAbandoned),
      'it hung all the time',
    );
    abort.abort();
    await Promise.all(asked);
    client.close();
  });
});

describe('completions by the texts of a room', () => {
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());

  const suggest = async (code: string, room_id?: string) => {
    const body = { code, cursor_position: code.length, language: 'plaintext', room_id };
    const response = await relay.request('POST', '/autocomplete', body);
    return ((await response.json()) as AutocompleteResponse).suggestions;
  };

  it('knows the room that was named, as it is now, and no other', async () => {
    const room = await relay.createRoom('calculateEverything()\n');
    const other = await relay.createRoom('calculusOfOthers()\n');
    const docs = [new Y.Doc(), new Y.Doc()] as const;
    const [client, second] = await Promise.all([
      syncWire(relay.url, room.id, docs[0]),
      syncWire(relay.url, other.id, docs[1]),
    ]);
    assert.ok((await suggest('calcul', room.id)).some((text) => text.startsWith('ateEverything')));
    assert.ok((await suggest('calcul', other.id)).some((text) => text.startsWith('usOfOthers')));
    for (const asked of [room.id, undefined])
      assert.ok(!(await suggest('calcul', asked)).some((text) => text.startsWith('usOf')));
    client.send(updateMessage(edit(docs[0], (text) => text.insert(0, 'calculatorOfToday\n'))));
    await eventually('the edit', async () =>
      (await suggest('calcul', room.id)).some((text) => text.startsWith('atorOfToday')),
    );
    client.close();
    second.close();
  });

  it('says that there is no model to who asks for one', async () => {
    const code = { code: 'x', cursor_position: 1, language: 'go', tier: 'model' };
    const answer = (await (
      await relay.request('POST', '/autocomplete', code)
    ).json()) as AutocompleteResponse;
    assert.deepEqual([answer.source, answer.notice?.code], ['local', 'unavailable']);
  });
});

describe('completions by the real service', function () {
  this.timeout(60_000);

  it('finish a line', async function () {
    if (process.env['TANDEM_LIVE_AI'] !== '1') this.skip();
    const { ai } = readConfig([], process.env);
    assert.notEqual(ai.provider, 'local', 'set AI_PROVIDER, and AI_API_KEY');
    const relay = await startTestRelay({ ai: { ...ai, withoutRoom: true, timeoutMs: 30_000 } });
    const code = 'def add(a, b):\n    """Returns the sum."""\n    return \n\nprint(add(1, 2))\n';
    const cursor_position = code.indexOf('return ') + 7;
    const body = { code, cursor_position, language: 'python', tier: 'model' };
    const answer = (await (
      await relay.request('POST', '/autocomplete', body)
    ).json()) as AutocompleteResponse;
    await relay.relay.stop();
    assert.deepEqual([answer.source, answer.notice], [ai.provider, undefined]);
    assert.match(answer.suggestions[0] ?? '', /a \+ b/);
  });
});
