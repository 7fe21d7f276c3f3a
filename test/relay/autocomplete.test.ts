import assert from 'node:assert/strict';
import { AUTOCOMPLETE_SAMPLE, type Suggestions } from '../../shared/api/autocomplete.ts';
import type { Completion, CompletionRequest } from '../../relay/completion/engine.ts';
import { localEngine } from '../../relay/completion/localEngine.ts';
import { eventually } from '../support/eventually.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

const NEVER = new AbortController().signal;

/** The cursor is where `|` is. */
const complete = (marked: string, language = 'plaintext'): Promise<Completion> =>
  localEngine.complete({ code: marked.replace('|', ''), cursor: marked.indexOf('|'), language }, NEVER);

describe('POST /autocomplete', () => {
  let relay: TestRelay;
  let requests: CompletionRequest[];
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
    return (await response.json()) as Suggestions;
  };

  it('answers the sample, whose cursor lies one past the end', async () => {
    assert.deepEqual(await ask(AUTOCOMPLETE_SAMPLE), { suggestions: [], confidence: 0 });
    assert.deepEqual(requests, [{ code: 'def hello():', cursor: 12, language: 'python' }]);
  });

  it('completes the word at the cursor', async () => {
    const answer = await ask({
      code: 'def hello():\n    pass\n\nhel',
      cursor_position: 26,
      language: 'python',
    });
    assert.deepEqual(answer, { suggestions: ['lo'], confidence: 0.5 });
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

  it('tells the engine when nobody waits any more', async () => {
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
  it('takes the nearest word before the cursor first, then those after it, then keywords', async () => {
    assert.deepEqual(await complete('print_all printer\nprin| printf', 'python'), {
      suggestions: ['ter', 't_all', 'tf', 't'],
      confidence: 0.2,
    });
  });

  it('is the surer the fewer words it can be', async () => {
    assert.equal((await complete('apple ap|')).confidence, 1 / 2);
    assert.equal((await complete('apple apricot ap|')).confidence, 1 / 3);
    assert.equal((await complete('xyz ap|')).confidence, 0);
  });

  for (const [title, marked] of [
    ['without a word at the cursor', 'apple |'],
    ['within a word', 'apple ap|p'],
    ['for a number', '123 12|'],
    ['in an empty text', '|'],
    ['for the word itself', 'apple|'],
  ] as const) {
    it(`suggests nothing ${title}`, async () => {
      assert.deepEqual(await complete(marked), { suggestions: [], confidence: 0 });
    });
  }

  it('knows words of every script', async () => {
    assert.deepEqual((await complete('größe grö|')).suggestions, ['ße']);
    assert.deepEqual((await complete('переменная пере|')).suggestions, ['менная']);
  });

  it('gives five suggestions at most, each once', async () => {
    const { suggestions } = await complete(`${'aa1 aa2 aa3 aa4 aa5 aa6 '.repeat(3)}aa|`);
    assert.deepEqual(suggestions, ['6', '5', '4', '3', '2']);
  });

  it('gives the same answer again, texts that begin with what is there already, and never takes long', async function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const piece = () =>
      random.pick(['a', 'ab', 'abc', '_', '$', '1', ' ', '\n', 'é', '😀', '\ud800', '漢', '.']);
    for (let i = 0; i < 500; i++) {
      const code = Array.from({ length: random.int(60) }, piece).join('');
      const cursor = random.int(code.length + 1);
      const request = { code, cursor, language: random.pick(['python', 'x']) };
      const answer = await localEngine.complete(request, NEVER);
      assert.deepEqual(await localEngine.complete(request, NEVER), answer);
      assert.equal(new Set(answer.suggestions).size, answer.suggestions.length);
      assert.equal(answer.confidence > 0, answer.suggestions.length > 0);
      assert.ok(answer.confidence >= 0 && answer.confidence <= 1);
      for (const suggestion of answer.suggestions) assert.match(suggestion, /^[\p{L}\p{M}\p{N}_$]+$/u);
    }
    for (const code of ['a'.repeat(5_000_000), 'a b '.repeat(1_000_000), '_'.repeat(65_536) + '!']) {
      const start = performance.now();
      await localEngine.complete({ code, cursor: code.length, language: 'python' }, NEVER);
      const took = performance.now() - start;
      assert.ok(took < 2_000, `${took} ms`);
    }
  });
});
