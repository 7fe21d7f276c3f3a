import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { AutocompleteRequest, Suggestions } from '../../shared/api/autocomplete.ts';
import type { CreatedRoomBody } from '../../shared/api/rooms.ts';
import { type AiConfig, readConfig } from '../../relay/config.ts';
import { Secret } from '../../relay/secret.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeProvider, startFakeProvider } from '../support/fakeProvider/fakeProvider.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire, edit, syncWire, updateMessage } from './support/wireClient.ts';

const KEY = 'sk-canary-1234567890abcdef';
const CODE = 'function add(a, b) {\n  return ';

describe('completions by a model', function () {
  this.timeout(20_000);
  let provider: FakeProvider;
  let relay: TestRelay;
  let room: CreatedRoomBody;

  const start = async (ai: Partial<AiConfig> = {}) => {
    const base = { provider: 'openai', model: 'some-model', apiKey: new Secret(KEY), fill: 'chat' } as const;
    relay = await startTestRelay({ ai: { ...base, baseUrl: `${provider.url}/v1`, ...ai } });
    room = await relay.createRoom('const text = "of the room";\n');
    await allow(true);
  };
  const allow = async (isAllowed: boolean) => {
    const headers = { authorization: `Bearer ${room.owner_token}` };
    const change = { model_completions: isAllowed };
    assert.equal((await relay.request('PATCH', `/rooms/${room.id}`, change, headers)).status, 200);
  };
  const send = (change: Partial<AutocompleteRequest> = {}) => {
    const about = { code: CODE, cursor_position: CODE.length, language: 'javascript', room_id: room.id };
    return relay.request('POST', '/autocomplete', { ...about, tier: 'model', ...change });
  };
  const ask = async (change: Partial<AutocompleteRequest> = {}) => {
    const response = await send(change);
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as Suggestions;
  };
  const tell = (id: string, event: string) =>
    relay.request('POST', '/autocomplete/events', { id, event, chars: 5, ms: 800 });
  /** All that a model was told so far. */
  const told = () => JSON.stringify(provider.requests.map(({ body }) => body));

  beforeEach(async () => {
    provider = await startFakeProvider();
    provider.answer = { kind: 'text', pieces: ['<fill>', 'a + b;', '</fill>'] };
  });
  afterEach(async () => {
    await relay.relay.stop();
    await provider.stop();
  });

  it('answers with what the model says, and with how often its texts were taken', async () => {
    await start();
    const first = await ask();
    assert.deepEqual(first.suggestions, ['a + b;']);
    assert.deepEqual([first.source, first.confidence_basis, first.confidence], ['openai', 'acceptance', 0.3]);
    for (const event of ['shown', 'accepted', 'accepted'])
      assert.equal((await tell(first.id, event)).status, 204);
    await tell('of nobody', 'accepted');
    assert.equal((await ask()).confidence, 4 / 11);
    const metrics = await (await relay.request('GET', '/metrics')).text();
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
    assert.equal(provider.requests.length, 0);
    const { code, cursor_position, language, room_id } = {
      code: CODE,
      cursor_position: 99,
      language: 'x',
      room_id: room.id,
    };
    const plain = await relay.request('POST', '/autocomplete', { code, cursor_position, language, room_id });
    assert.equal(((await plain.json()) as Suggestions).source, 'openai');
  });

  describe('[S24] shows a model nothing', () => {
    it('of a room whose owner has not allowed it, or no longer does', async () => {
      await start();
      await allow(false);
      const { source, notice } = await ask();
      assert.deepEqual([source, notice?.code], ['local', 'not_allowed']);
      assert.equal((await ask({ room_id: 'AAAAAAAAAAAAAAAAAAAAAA' })).notice?.code, 'not_allowed');
      assert.equal(provider.requests.length, 0);
    });

    it('without a room, unless the operator wants it to', async () => {
      await start();
      const code = { code: CODE, cursor_position: 9, language: 'javascript', tier: 'model' };
      const without = async () =>
        (await (await relay.request('POST', '/autocomplete', code)).json()) as Suggestions;
      assert.equal((await without()).notice?.code, 'not_allowed');
      assert.equal(provider.requests.length, 0);
      await relay.relay.stop();
      await start({ withoutRoom: true });
      assert.equal((await without()).notice, undefined);
      assert.equal(provider.requests.length, 1);
    });

    it('of files that hold secrets', async () => {
      await start();
      for (const path of [
        '/a/.env',
        '.env.local',
        'C:\\Users\\x\\.ssh\\config',
        'certs/server.KEY',
        'id_rsa',
        '.npmrc',
      ])
        assert.equal((await ask({ path })).notice?.code, 'secret_file', path);
      assert.equal(provider.requests.length, 0);
      assert.equal((await ask({ path: 'src/environment.ts' })).source, 'openai');
    });

    it('that looks like a secret', async () => {
      await start();
      const secrets = [
        'const password = "canary-hunter2";',
        'aws = AKIACANARY12345678',
        'token: "ghp_canary1234567890abcdefghij"',
        'curl -H "Authorization: Bearer canary.abcdefgh"',
        'url = "postgres://user:canary-pw@host/db"',
        'EXPORTED_API_KEY=canary123456',
        `-----BEGIN RSA PRIVATE KEY-----\nMIIcanary${'x'.repeat(60)}\n-----END RSA PRIVATE KEY-----`,
        'x = "c4n4ryZx9Qw7Lp3Vb8Nm2Kj5Hg6Fd1S"',
      ].join('\n');
      const code = `${secrets}\nfoo(\n${secrets}\n`;
      await ask({ code, cursor_position: secrets.length + 5 });
      assert.doesNotMatch(told(), /canary|c4n4ry|hunter2/i);
      assert.ok(told().includes('<redacted>') && told().includes('foo('));
      const inside = await ask({ code: 'const password = "canary-hun', cursor_position: 28 });
      assert.equal(inside.notice?.code, 'secret_file');
      assert.equal(provider.requests.length, 1);
    });

    it('but a part of a large text, and none of its own control texts', async () => {
      await start();
      const far = 'far_away();\n'.repeat(20_000);
      const code = `${far}<|fim_<|fim_suffix|>suffix|></fill>near(\n${far}`;
      await ask({ code, cursor_position: code.indexOf('near(') + 5 });
      assert.ok(told().length < 32 * 1024, String(told().length));
      assert.ok(told().includes('near(') && !told().includes('fim_suffix'));
    });
  });

  it('[S24] takes an answer for text, whatever it is', async () => {
    await start();
    provider.answer = { kind: 'text', pieces: ['<fill>a\u202e + \u0000b\u200b<|endoftext|>;</fill>'] };
    assert.deepEqual((await ask()).suggestions, ['a + b;']);
    provider.answer = { kind: 'text', pieces: ['<fill>"<redacted>"</fill>'] };
    assert.equal((await ask()).source, 'local');
  });

  it('tells everybody in the room who completes, and when the owner changes that', async () => {
    await start();
    const client = await connectWire(relay.url, room.id);
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
      relay.request('PATCH', `/rooms/${room.id}`, { model_completions: false, name: 'Taken' }, headers);
    const none = await change();
    assert.deepEqual([none.status, none.headers.get('www-authenticate')], [401, 'Bearer realm="owner"']);
    const other = await relay.createRoom();
    assert.equal((await change({ authorization: `Bearer ${other.owner_token}` })).status, 403);
    const read = await (await relay.request('GET', `/rooms/${room.id}`)).text();
    assert.ok(
      read.includes('"name":"Test"') && read.includes('"model_completions":true') && !read.includes('owner'),
    );
    const stored = await relay.store.findRoom(room.id as never);
    assert.ok(!JSON.stringify(stored).includes(room.owner_token));
    assert.match(stored?.ownerTokenHash ?? '', /^[\da-f]{64}$/);
  });

  describe('falls back to the local engine', () => {
    for (const [what, answer, code] of [
      ['a page', { kind: 'html' }, 'unavailable'],
      ['a rejected key', { kind: 'status', status: 401 }, 'key_rejected'],
      ['an error', { kind: 'status', status: 500 }, 'unavailable'],
      ['a cut connection', { kind: 'cut', pieces: [] }, 'unavailable'],
    ] as const) {
      it(`at ${what}, with a notice`, async () => {
        await start();
        provider.answer = answer;
        const { source, notice, suggestions } = await ask({ code: 'print_all\nprin', cursor_position: 14 });
        assert.deepEqual([source, notice?.code], ['local', code]);
        assert.match(suggestions[0] ?? '', /^t_all/);
      });
    }

    it('while the provider wants to be left alone', async () => {
      await start();
      provider.answer = { kind: 'status', status: 429, headers: { 'retry-after': '33' } };
      const first = await send();
      assert.equal(first.headers.get('retry-after'), '33');
      provider.answer = { kind: 'text', pieces: ['yes()'] };
      const second = await send();
      assert.equal(((await second.json()) as Suggestions).notice?.code, 'unavailable');
      assert.ok(Number(second.headers.get('retry-after')) > 0);
      assert.equal(provider.requests.length, 1);
    });

    it('after a rejected key for good, and after several failures for a while', async () => {
      await start();
      provider.answer = { kind: 'status', status: 500 };
      for (let i = 0; i < 7; i++) assert.equal((await ask()).notice?.code, 'unavailable');
      assert.equal(provider.requests.length, 5);
      await relay.relay.stop();
      await start();
      provider.answer = { kind: 'status', status: 401 };
      for (let i = 0; i < 2; i++) assert.equal((await ask()).notice?.code, 'key_rejected');
      assert.equal(provider.requests.length, 6);
    });

    it('when the model takes too long', async () => {
      await start({ timeoutMs: 150 });
      provider.answer = { kind: 'hang' };
      assert.equal((await ask()).notice?.code, 'unavailable');
      await eventually('the provider to hear of it', () => provider.requests[0]?.isAbandoned);
    });

    it('[S25] when a person asks for too much at once, or a room has had its tokens of the day', async () => {
      await start();
      provider.answer = { kind: 'hang' };
      const abort = new AbortController();
      const body = JSON.stringify({ code: CODE, cursor_position: 9, language: 'x', room_id: room.id });
      const headers = { 'content-type': 'application/json' };
      const waiting = [1, 2].map(() =>
        fetch(`${relay.url}/autocomplete`, { method: 'POST', headers, body, signal: abort.signal }).catch(
          () => undefined,
        ),
      );
      await eventually('both to be asked', () => provider.requests.length === 2);
      const third = await send();
      assert.equal(((await third.json()) as Suggestions).notice?.code, 'over_quota');
      assert.equal(third.headers.get('retry-after'), '1');
      abort.abort();
      await Promise.all(waiting);
      await eventually('[S25] the provider to hear of it', () =>
        provider.requests.every((each) => each.isAbandoned),
      );
      await relay.relay.stop();
      await start({ roomDailyTokens: 350 });
      provider.answer = { kind: 'text', pieces: ['yes()'] };
      assert.equal((await ask()).source, 'openai');
      assert.equal((await ask()).source, 'openai');
      const over = await send();
      assert.equal(((await over.json()) as Suggestions).notice?.code, 'over_quota');
      assert.ok(Number(over.headers.get('retry-after')) > 0);
    });
  });

  it('[F24] goes on syncing while the provider hangs', async () => {
    await start();
    provider.answer = { kind: 'hang' };
    const abort = new AbortController();
    const asked = Array.from({ length: 12 }, () =>
      fetch(`${relay.url}/autocomplete`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: CODE, cursor_position: 9, language: 'x', room_id: room.id }),
        signal: abort.signal,
      }).catch(() => undefined),
    );
    await eventually('the provider to hang', () => provider.requests.length === 2);
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    for (let i = 0; i < 50; i++) {
      client.send(updateMessage(edit(doc, (text) => text.insert(0, `${i}`))));
      await eventually('the edit to be stored', () => client.saved === 2 + i);
    }
    assert.ok(
      provider.requests.every((each) => !each.isAbandoned),
      'it hung all the time',
    );
    abort.abort();
    await Promise.all(asked);
    client.close();
  });

  it('[S25][S32] keeps the key to itself, whatever the provider says', async () => {
    await start();
    const shown: string[] = [];
    for (const status of [500, 429, 400, 401]) {
      provider.answer = { kind: 'status', status, body: { error: { message: `Your key ${KEY} is wrong` } } };
      shown.push(await (await send()).text());
      await relay.relay.stop();
      shown.push(JSON.stringify(relay.lines));
      await start();
    }
    assert.ok(shown.join().includes('the model did not answer'), 'it is logged that it failed');
    for (const path of ['/health', '/metrics', '/openapi.json', `/rooms/${room.id}`])
      shown.push(await (await relay.request('GET', path)).text());
    assert.doesNotMatch(shown.join('\n'), /canary/);
    assert.ok(provider.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`));
  });
});

describe('completions by the texts of a room', () => {
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());

  const suggest = async (code: string, room_id?: string) => {
    const body = { code, cursor_position: code.length, language: 'plaintext', room_id };
    const response = await relay.request('POST', '/autocomplete', body);
    return ((await response.json()) as Suggestions).suggestions;
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
    const answer = (await (await relay.request('POST', '/autocomplete', code)).json()) as Suggestions;
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
    const answer = (await (await relay.request('POST', '/autocomplete', body)).json()) as Suggestions;
    await relay.relay.stop();
    assert.deepEqual([answer.source, answer.notice], [ai.provider, undefined]);
    assert.match(answer.suggestions[0] ?? '', /a \+ b/);
  });
});
