import assert from 'node:assert/strict';
import { createAnthropicModel } from '../../relay/completion/model/anthropicModel.ts';
import type { CompletionModel, ModelPrompt } from '../../relay/completion/model/model.ts';
import { createOpenaiModel } from '../../relay/completion/model/openaiModel.ts';
import type { AiConfig } from '../../relay/config.ts';
import { Secret } from '../../relay/secret.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeProvider, startFakeProvider } from '../support/fakeProvider/fakeProvider.ts';

const KEY = 'sk-canary-1234567890';
const PROMPT: ModelPrompt = {
  before: 'function add(a, b) {\n  return ',
  after: '\n}\n\nmain();\n',
  language: 'javascript',
  fileName: 'add.js',
  related: ['const other = 1;\n'],
  maxTokens: 96,
  maxLines: 8,
  cacheKey: 'cache',
  user: 'somebody',
};
const NEVER = new AbortController().signal;

describe('the models of providers', function () {
  this.timeout(20_000);
  let provider: FakeProvider;
  beforeEach(async () => (provider = await startFakeProvider()));
  afterEach(() => provider.stop());

  const config = (change: Partial<AiConfig> = {}) => ({
    model: 'some-model',
    apiKey: new Secret(KEY),
    baseUrl: `${provider.url}/v1`,
    fill: 'chat' as const,
    timeoutMs: 5_000,
    ...change,
  });
  /** OpenAI itself, as far as the relay can tell. */
  const openai = () =>
    createOpenaiModel(config({ model: undefined, baseUrl: undefined, fill: 'auto' }), Date.now, (url, init) =>
      fetch((url as string).replace('https://api.openai.com', provider.url), init),
    );
  const own = (change: Partial<AiConfig> = {}) => createOpenaiModel(config(change), Date.now);
  const anthropic = (change: Partial<AiConfig> = {}) =>
    createAnthropicModel(config({ baseUrl: provider.url, ...change }), Date.now);
  const last = () => provider.requests.at(-1)!;

  /** Each way to ask, and how it says "a + b;". */
  const ways: [string, () => CompletionModel, readonly string[]][] = [
    ['OpenAI', openai, ['<fill>', 'a +', ' b;', '</fill>']],
    ['a server that chats', () => own(), ['<fill>', 'a +', ' b;', '</fill>']],
    ['a server with a suffix', () => own({ fill: 'suffix' }), ['a +', ' b;']],
    ['a server with tokens', () => own({ fill: 'tokens', model: 'qwen2.5-coder' }), ['a +', ' b;']],
    ['llama.cpp', () => own({ fill: 'infill' }), ['a +', ' b;']],
    ['Anthropic', () => anthropic(), ['<fill>', 'a +', ' b;']],
  ];

  for (const [name, create, pieces] of ways) {
    describe(name, () => {
      it('gives its text and its count of tokens', async () => {
        provider.answer = { kind: 'text', pieces };
        const { text, tokens } = await create().complete(PROMPT, NEVER);
        assert.equal(text.replace(/<\/?fill>/g, ''), 'a + b;');
        if (tokens !== undefined) assert.deepEqual(tokens, { input: 100, output: 7 });
      });

      it('may drip', async () => {
        provider.answer = { kind: 'text', pieces, slowly: true };
        const { text } = await create().complete(PROMPT, NEVER);
        assert.match(text, /a \+ b;/);
      });

      it('is hung up on when nobody waits', async () => {
        provider.answer = { kind: 'hang', pieces: ['a +'] };
        const abort = new AbortController();
        // Nothing else ends it in time.
        const asked = createWith(name, { timeoutMs: 60_000 }).complete(PROMPT, abort.signal);
        await eventually('the question', () => provider.requests.length === 1);
        abort.abort();
        await assert.rejects(asked, { name: 'ModelError', failure: 'cancelled' });
        await eventually('it to hear of that', () => last().isAbandoned);
      });

      it('is hung up on when it has said enough', async () => {
        const lines = Array.from({ length: 400 }, (_, index) => `line ${index}\n`);
        provider.answer = { kind: 'text', pieces: lines, slowly: true };
        const { text } = await create().complete({ ...PROMPT, maxLines: 2 }, NEVER);
        assert.ok(text.startsWith('line 0\nline 1\n') && text.split('\n').length < 10, text);
        await eventually('it to hear of that', () => last().isAbandoned);
      });

      it('has only so much time, and what whole lines it said by then count', async () => {
        provider.answer = { kind: 'hang' };
        const failure = { name: 'ModelError', failure: 'timeout' };
        const quick = () => createWith(name, { timeoutMs: 150 });
        await assert.rejects(quick().complete(PROMPT, NEVER), failure);
        await eventually('it to hear of that', () => last().isAbandoned);
        provider.answer = { kind: 'hang', pieces: ['x = 1;\n', 'y = 2;\nz ='] };
        assert.equal((await quick().complete(PROMPT, NEVER)).text, 'x = 1;\ny = 2;');
      });

      it('may be cut: whole lines count, and less than one does not', async () => {
        provider.answer = { kind: 'cut', pieces: ['x = 1;\n', 'y ='] };
        assert.equal((await create().complete(PROMPT, NEVER)).text, 'x = 1;');
        provider.answer = { kind: 'cut', pieces: ['x ='] };
        await assert.rejects(create().complete(PROMPT, NEVER), { name: 'ModelError' });
      });

      it('may answer with a page', async () => {
        provider.answer = { kind: 'html' };
        await assert.rejects(create().complete(PROMPT, NEVER), { failure: 'malformed' });
      });

      for (const [status, failure] of [
        [401, 'key rejected'],
        [403, 'key rejected'],
        [429, 'busy'],
        [529, 'busy'],
        [500, 'failed'],
      ] as const) {
        it(`may answer ${status}, is not asked again at once, and nothing of what it says is passed on`, async () => {
          const body = { error: { message: `Incorrect API key provided: ${KEY}`, type: 'x' } };
          provider.answer = { kind: 'status', status, body, headers: { 'retry-after': '7' } };
          await assert.rejects(
            create().complete(PROMPT, NEVER),
            (error: Error & { retryAfterMs?: number }) => {
              assert.equal((error as { failure?: unknown }).failure, failure);
              assert.equal(error.retryAfterMs, 7_000);
              assert.doesNotMatch(JSON.stringify(error) + error.message + String(error.cause), /canary/);
              return true;
            },
          );
          assert.equal(provider.requests.length, 1);
        });
      }
    });
  }

  const createWith = (name: string, change: Partial<AiConfig>): CompletionModel => {
    if (name === 'Anthropic') return anthropic(change);
    if (name === 'a server with a suffix') return own({ fill: 'suffix', ...change });
    if (name === 'a server with tokens') return own({ fill: 'tokens', model: 'qwen2.5-coder', ...change });
    if (name === 'llama.cpp') return own({ fill: 'infill', ...change });
    return own(change);
  };

  it('asks OpenAI by chat, with what its models take', async () => {
    await openai().complete(PROMPT, NEVER);
    const { path, headers, body } = last();
    assert.equal(path, '/v1/chat/completions');
    assert.equal(headers.authorization, `Bearer ${KEY}`);
    const { messages, ...others } = body;
    assert.deepEqual(others, {
      model: 'gpt-6-luna',
      stream: true,
      max_completion_tokens: 112,
      stream_options: { include_usage: true },
      store: false,
      reasoning_effort: 'none',
      logprobs: true,
      prompt_cache_key: 'cache',
      safety_identifier: 'somebody',
    });
    const [system, user] = messages as [{ role: string }, { content: string }];
    assert.equal(system.role, 'system');
    assert.ok(user.content.includes('<before>function add(a, b) {\n  return </before>'));
    assert.ok(user.content.includes('<after>\n}\n\nmain();\n</after>'));
    assert.ok(user.content.includes('const other = 1;') && user.content.includes('add.js'));
  });

  it('does without parameters that are refused, and remembers', async () => {
    provider.answer = ({ body }) => {
      const unknown = ['logprobs', 'reasoning_effort'].find((name) => name in body);
      if (unknown === undefined) return { kind: 'text', pieces: ['<fill>yes()</fill>'] };
      const message = `Unsupported parameter: '${unknown}' is not supported with this model.`;
      return { kind: 'status', status: 400, body: { error: { message, param: unknown } } };
    };
    const model = openai();
    assert.match((await model.complete(PROMPT, NEVER)).text, /yes/);
    assert.equal(provider.requests.length, 3);
    await model.complete(PROMPT, NEVER);
    assert.equal(provider.requests.length, 4);
  });

  it('asks Anthropic for messages, without thinking, and for little of it where that is refused', async () => {
    provider.answer = ({ body }) =>
      'thinking' in body
        ? { kind: 'status', status: 400, body: { error: { message: 'thinking: cannot be disabled' } } }
        : { kind: 'text', pieces: ['<fill>yes()'] };
    await anthropic({ model: undefined }).complete(PROMPT, NEVER);
    const [first, second] = provider.requests;
    assert.equal(first?.path, '/v1/messages');
    assert.equal(first.headers.authorization, `Bearer ${KEY}`);
    const { messages, system, ...others } = first.body;
    assert.match(String(system), /insert code at the cursor/);
    assert.equal((messages as unknown[]).length, 1);
    assert.deepEqual(others, {
      model: 'claude-haiku-5-5',
      max_tokens: 112,
      stream: true,
      stop_sequences: ['</fill>'],
      thinking: { type: 'disabled' },
      metadata: { user_id: 'somebody' },
    });
    assert.deepEqual(second?.body['output_config'], { effort: 'low' });
  });

  it('asks servers for what they take to fill in the middle', async () => {
    const { before, after } = PROMPT;
    await own({ fill: 'suffix' }).complete(PROMPT, NEVER);
    assert.equal(last().path, '/v1/completions');
    assert.deepEqual([last().body['prompt'], last().body['suffix']], [before, after]);
    await own({ fill: 'tokens', model: 'qwen2.5-coder' }).complete(PROMPT, NEVER);
    assert.equal(last().path, '/v1/completions');
    assert.equal(last().body['prompt'], `<|fim_prefix|>${before}<|fim_suffix|>${after}<|fim_middle|>`);
    assert.equal(last().body['suffix'], undefined);
    await own({ fill: 'infill' }).complete(PROMPT, NEVER);
    assert.equal(last().path, '/infill');
    const { input_prefix: prefix, input_suffix: suffix, input_extra: extra } = last().body;
    assert.deepEqual([prefix, suffix], [before, after]);
    assert.deepEqual(extra, [{ filename: 'related-1', text: 'const other = 1;\n' }]);
  });

  it('finds out how to ask a server that does not take the first way, and remembers', async () => {
    provider.answer = ({ body }) =>
      'messages' in body
        ? { kind: 'text', pieces: ['<fill>yes()</fill>'] }
        : { kind: 'status', status: 400, body: { error: { message: 'no such template' } } };
    const model = own({ fill: 'auto', model: 'starcoder2' });
    const paths = () => provider.requests.map(({ path }) => path);
    await model.complete(PROMPT, NEVER);
    assert.deepEqual(paths(), ['/v1/completions', '/v1/chat/completions']);
    await model.complete(PROMPT, NEVER);
    assert.deepEqual(paths().slice(2), ['/v1/chat/completions']);
  });

  it('never follows to another address', async () => {
    provider.answer = { kind: 'status', status: 302, headers: { location: `${provider.url}/elsewhere` } };
    await assert.rejects(own().complete(PROMPT, NEVER), { name: 'ModelError' });
    await assert.rejects(anthropic().complete(PROMPT, NEVER), { name: 'ModelError' });
    assert.ok(provider.requests.every(({ path }) => path !== '/elsewhere'));
  });
});
