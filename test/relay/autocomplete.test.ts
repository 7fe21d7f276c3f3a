import assert from 'node:assert/strict';
import { AUTOCOMPLETE_SAMPLE, type AutocompleteResponse } from '../../shared/api/autocomplete.ts';
import type { RelayEngineResponse, RelayEngineRequest } from '../../relay/completion/relayEngine.ts';
import { createLocalEngine } from '../../relay/completion/localEngine.ts';
import { eventually } from '../support/eventually.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

const NEVER = new AbortController().signal;
const localEngine = createLocalEngine();

/** The cursor is where `|` is. */
const complete = (marked: string, language = 'plaintext'): Promise<RelayEngineResponse> =>
  localEngine.complete(
    { code: marked.replace('|', ''), cursor: marked.indexOf('|'), language, isAutomatic: false },
    NEVER,
  );

describe('POST /autocomplete', () => {
  let relay: TestRelay;
  let requests: RelayEngineRequest[];
  beforeEach(async () => {
    requests = [];
    relay = await startTestRelay({
      engine: {
        complete: (request, signal) => {
          requests.push(request);
          return localEngine.complete(request, signal);
        },
      },
    });
  });
  afterEach(() => relay.relay.stop());
  const ask = async (body: object) => {
    const response = await relay.request('POST', '/autocomplete', body);
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as AutocompleteResponse;
  };

  it('answers the sample, whose cursor lies one past the end', async () => {
    const { suggestions } = await ask(AUTOCOMPLETE_SAMPLE);
    assert.match(suggestions[0] ?? '', /^\n {4}\w/, 'a line that is indented as the function needs it');
    assert.deepEqual(requests, [
      { code: 'def hello():', cursor: 12, language: 'python', isAutomatic: false },
    ]);
  });

  it('says one thing to who merely types, and nothing that is not worth it; whoever asks may choose', async () => {
    const line = 'const total = sum(first, second);\n';
    const code = `${line.repeat(3)}const total = s`;
    const at = { code, cursor_position: code.length, language: 'javascript' };
    const asked = await ask(at);
    const typed = await ask({ ...at, trigger: 'automatic' });
    assert.ok(asked.suggestions.length > 1, asked.suggestions.join(' | '));
    assert.equal(typed.suggestions.length, 1);
    assert.match(typed.suggestions[0] ?? '', /^um\(/);
    const vague = { code: 'q', cursor_position: 1, language: 'plaintext', trigger: 'automatic' };
    assert.deepEqual((await ask(vague)).suggestions, []);
  });

  it('completes the word at the cursor', async () => {
    const { suggestions, confidence } = await ask({
      code: 'def hello():\n    pass\n\nhel',
      cursor_position: 26,
      language: 'python',
    });
    assert.match(suggestions[0] ?? '', /^lo/);
    assert.ok(confidence > 0 && confidence < 1, String(confidence));
  });

  it('puts a cursor within the text, and never between the halves of a surrogate pair', async () => {
    for (const [code, cursor] of [
      ['😀', 1],
      ['😀', 2],
      ['a😀', 2],
      ['', 7],
      ['ab', Number.MAX_SAFE_INTEGER],
      ['\ud83dx', 1],
    ] as const)
      await ask({ code, cursor_position: cursor, language: 'x' });
    assert.deepEqual(
      requests.map(({ cursor }) => cursor),
      [0, 2, 1, 0, 2, 1],
    );
  });

  it('gives the engine the VS Code language id', async () => {
    await ask({ code: '', cursor_position: 0, language: 'C++', room_id: 'any' });
    assert.equal(requests[0]?.language, 'cpp');
  });

  it('tells the engine when nobody waits any more, and does not call that a failure', async () => {
    let seen: AbortSignal | undefined;
    const patient = await startTestRelay({
      engine: {
        complete: (_request, signal) => {
          seen = signal;
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error('gone'))),
          );
        },
      },
    });
    const abort = new AbortController();
    const asked = fetch(`${patient.url}/autocomplete`, {
      method: 'POST',
      signal: abort.signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(AUTOCOMPLETE_SAMPLE),
    });
    await eventually('the engine to be asked', () => seen !== undefined);
    abort.abort();
    await assert.rejects(asked);
    await eventually('the engine to hear of it', () => seen?.aborted);
    assert.deepEqual(
      patient.lines.filter(({ level }) => level === 'warn'),
      [],
    );
    const metrics = await (await patient.request('GET', '/metrics')).text();
    assert.doesNotMatch(metrics, /^tandem_completions_total\{outcome="failed"\} [^0]/m);
    await patient.relay.stop();
  });

  it('shows nothing of what an engine fails with', async () => {
    const failing = await startTestRelay({ engine: { complete: () => Promise.reject(new Error('canary')) } });
    const response = await failing.request('POST', '/autocomplete', AUTOCOMPLETE_SAMPLE);
    assert.equal(response.status, 503);
    assert.ok(!(await response.text()).includes('canary'));
    await failing.relay.stop();
  });
});

describe('the local completion engine', () => {
  it('finishes words of the text, and of everyday code in its language', async () => {
    const { suggestions } = await complete('print_all printer\nprin| printf', 'python');
    for (const ending of ['t_all', 'ter', 't('])
      assert.ok(
        suggestions.some((text) => text.startsWith(ending)),
        suggestions.join(),
      );
    assert.match((await complete('con|', 'typescript')).suggestions[0] ?? '', /^(st|sole)/);
  });

  it('is the surer the fewer words it can be', async () => {
    const { confidence: one } = await complete('apple ap|');
    const { confidence: two } = await complete('apple apricot ap|');
    assert.ok(one > two && two > 0, `${one} ${two}`);
    assert.equal((await complete('xyz ap|')).confidence, 0);
  });

  for (const [title, marked] of [
    ['within a word', 'apple ap|p'],
    ['in an empty text', '|'],
    ['where nothing is known', 'zyx|'],
  ] as const) {
    it(`suggests nothing ${title}`, async () => {
      assert.deepEqual(await complete(marked), { suggestions: [], confidence: 0 });
    });
  }

  it('gives the likeliest first, five at most, each once', async () => {
    const words = ['aalpha', 'abeta', 'acid', 'adapt', 'aeon', 'after', 'again'].join('\n');
    const { suggestions, confidence } = await complete(`${words}\na|`);
    assert.ok(suggestions.length > 1 && suggestions.length <= 5, suggestions.join());
    assert.equal(new Set(suggestions).size, suggestions.length);
    assert.ok(confidence < 0.9);
  });

  it('knows words of every script', async () => {
    assert.deepEqual((await complete('größe grö|')).suggestions, ['ße']);
    assert.deepEqual((await complete('переменная пере|')).suggestions, ['менная']);
  });

  it('gives the same answer again, texts that can be inserted, and never takes long', async function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const piece = () =>
      random.pick(['a', 'ab', 'abc', '_', '$', '1', ' ', '\n', 'é', '😀', '\ud800', '漢', '.']);
    for (let i = 0; i < 500; i++) {
      const code = Array.from({ length: random.int(60) }, piece).join('');
      const cursor = random.int(code.length + 1);
      const request = {
        code,
        cursor,
        language: random.pick(['python', 'x']),
        isAutomatic: random.chance(0.5),
      };
      const answer = await localEngine.complete(request, NEVER);
      assert.deepEqual(await localEngine.complete(request, NEVER), answer);
      assert.equal(new Set(answer.suggestions).size, answer.suggestions.length);
      assert.equal(answer.confidence > 0, answer.suggestions.length > 0);
      assert.ok(answer.confidence >= 0 && answer.confidence <= 1);
      for (const suggestion of answer.suggestions) assert.ok(suggestion !== '' && suggestion.isWellFormed());
    }
    for (const code of ['a'.repeat(5_000_000), 'a b '.repeat(1_000_000), '_'.repeat(65_536) + '!']) {
      const start = performance.now();
      await localEngine.complete(
        { code, cursor: code.length, language: 'python', isAutomatic: false },
        NEVER,
      );
      const took = performance.now() - start;
      assert.ok(took < 2_000, `${took} ms`);
    }
  });
});
