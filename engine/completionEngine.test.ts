import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../test/support/seed.ts';
import { CompletionEngine, type EngineRequest } from './completionEngine.ts';
import type { GhostText } from './ghostText.ts';

const EAGER = { others: [], wrongCost: 0.3 };

/** Asks where `|` is in a document of its own. */
function completeAt(
  marked: string,
  { language = 'typescript', ...request }: Partial<EngineRequest> & { language?: string } = {},
  prepare: (engine: CompletionEngine) => void = () => undefined,
): GhostText[] {
  const engine = new CompletionEngine();
  prepare(engine);
  engine.open('here', { text: marked.replace('|', ''), language });
  return engine.complete({ document: 'here', offset: marked.indexOf('|'), ...EAGER, ...request });
}

const LOOP = `for (const item of items) {
  if (item.isHidden) continue;
  total += item.price;
}
`;

describe('the completion engine', () => {
  it('goes on as the same line went on before, over several lines', () => {
    const [best] = completeAt(`${LOOP}\n${LOOP}\nfor (const item of it|`, { alternatives: 3 });
    assert.ok(best?.text.startsWith('ems) {\n  if (item.'), best?.text);
  });

  it('gives lines that are less sure piece by piece, the next one when the one before was taken', () => {
    const engine = new CompletionEngine();
    const start = `${LOOP}\n${LOOP}\nfor (const item of it`;
    engine.open('here', { text: start, language: 'typescript' });
    let taken = '';
    for (;;) {
      const offset = start.length + taken.length;
      const [next] = engine.complete({ document: 'here', offset, ...EAGER });
      if (next === undefined || taken.length > LOOP.length) break;
      engine.edit('here', offset, 0, next.text);
      taken += next.text;
    }
    assert.ok(taken.startsWith('ems) {\n  if (item.isHidden) continue;\n  total'), taken);
  });

  it('is the surer the fewer ways there are to go on', () => {
    const [one] = completeAt('start(apple);\nap|', { maxLines: 0 });
    const [two] = completeAt('start(apple);\nstart(apricot);\nap|', { maxLines: 0 });
    assert.ok(one !== undefined && two !== undefined);
    assert.ok(
      one.probability > two.probability && one.probability < 1,
      `${one.probability} ${two.probability}`,
    );
  });

  it('keeps to one line when it is asked to', () => {
    const [best] = completeAt(`${LOOP}\n${LOOP}\nfor (const item of it|`, { maxLines: 0 });
    assert.equal(best?.text, 'ems) {');
  });

  it('indents what it copies from another depth as the new place needs it', () => {
    const [best] = completeAt(`${LOOP}\n${LOOP}\nfunction sum() {\n  for (const item of it|`, {
      alternatives: 3,
    });
    assert.ok(best?.text.startsWith('ems) {\n    if (item.'), best?.text);
  });

  it('adapts a line to other names', () => {
    const width = 'const width = options.width;\nthis.setWidth(width);\n';
    const height = 'const height = options.height;\nthis.setHeight(height);\n';
    const [best] = completeAt(`${width}${height}const depth = options.depth;\nthis.set|`);
    assert.ok(best?.text.startsWith('Depth'), best?.text);
  });

  it('puts new names together from parts of others', () => {
    const above = 'onRequest(a);\nonRequest(b);\nsendRequest(c);\ngetRequest(d);\n';
    const [camel] = completeAt(`${above}function handleReq|`);
    assert.ok(camel?.text.startsWith('uest'), camel?.text);
    const [snake] = completeAt('total_count = 0\nword_count = 0\nlast_count = 0\nline_co|', {
      language: 'python',
    });
    assert.ok(snake?.text.startsWith('unt'), snake?.text);
  });

  it('learns from the other documents that the asker may see, and from no others', () => {
    const prepare = (engine: CompletionEngine) => {
      engine.open('mine', { text: 'const ourSharedSetting = load();\n'.repeat(3), language: 'javascript' });
      engine.open('secret', {
        text: 'const ourSharedSecret = hidden();\n'.repeat(9),
        language: 'typescript',
      });
    };
    const ask = (others: string[]) =>
      completeAt('const ourSh|', { others, alternatives: 5 }, prepare).map(({ text }) => text);
    assert.ok(ask(['mine']).some((text) => text.startsWith('aredSetting')));
    assert.ok(!ask(['mine', 'here', 'unknown']).join().includes('Secret'));
    assert.deepEqual(ask([]), []);
  });

  it('gives the same answer whatever others hold that the asker may not see', () => {
    const hidden = (engine: CompletionEngine) =>
      engine.open('hidden', { text: LOOP.repeat(20), language: 'typescript' });
    const marked = `${LOOP}${LOOP}for (const item of it|`;
    assert.deepEqual(completeAt(marked, {}, hidden), completeAt(marked));
  });

  it('learns from languages of the same family only', () => {
    const ask = (language: string) =>
      completeAt('ourSh|', { others: ['other'] }, (engine) =>
        engine.open('other', { text: 'ourSharedSetting\n'.repeat(5), language }),
      ).length;
    assert.ok(ask('javascriptreact') > 0);
    assert.equal(ask('python'), 0);
  });

  it('never repeats what follows the cursor', () => {
    const call = 'render(scene, camera);\n'.repeat(4);
    const [inCall] = completeAt(`${call}render(sc|);\n`);
    assert.equal(inCall?.text, 'ene, camera');
    const [above] = completeAt(
      `${LOOP}${LOOP}for (const item of it|\n  if (item.isHidden) continue;\n  total += item.price;\n}\n`,
    );
    assert.equal(above?.text, 'ems) {');
  });

  it('says nothing in the middle of a word, or where nothing is known', () => {
    assert.deepEqual(completeAt('render(); ren|der();'), []);
    assert.deepEqual(completeAt('|'), []);
    assert.deepEqual(completeAt('zyx|'), []);
  });

  it('follows edits: what was deleted is forgotten, what was typed is known on the next line', () => {
    const engine = new CompletionEngine();
    engine.open('here', { text: 'alphabetical\nal', language: 'plaintext' });
    const ask = (offset: number) => engine.complete({ document: 'here', offset, ...EAGER })[0]?.text;
    assert.equal(ask(15), 'phabetical');
    engine.edit('here', 0, 12, 'almighty');
    assert.equal(ask(11), 'mighty');
    engine.edit('here', 0, 8, '');
    assert.equal(ask(3), undefined);
  });

  it('gives what is unlikely, too, to who asks for several to choose from', () => {
    const usual = 'void greetAll(Room room) {\n  room.open(quietly, true);\n  room.greet(everybody);\n}\n\n';
    const marked = `${usual}${usual}${usual}void last(Room room) {\n  room.operate(slowly);\n  room.greet(nobody);\n  room.|\n}\n`;
    const words = completeAt(marked, { alternatives: 3, wrongCost: 0 }).map(
      ({ text }) => /^\w+/.exec(text)?.[0],
    );
    assert.deepEqual(words.toSorted(), ['greet', 'open', 'operate']);
  });

  it('gives texts that begin differently when asked for several, each once and the most useful first', () => {
    const marked = 'apply(alpha);\napply(alpha);\napply(beta);\nappend(gamma);\nappend(gamma);\nap|';
    const texts = completeAt(marked, { alternatives: 4 }).map(({ text }) => text);
    assert.ok(texts.length > 1);
    assert.equal(new Set(texts).size, texts.length);
    const [one] = completeAt(marked, { alternatives: 1 });
    assert.ok(one !== undefined && texts[0]?.startsWith(one.text), one?.text);
  });

  it('shows fewer texts the more a wrong one costs', () => {
    const shownAt = (wrongCost: number) => {
      const engine = new CompletionEngine();
      const text = LOOP.repeat(3) + LOOP.replaceAll('item', 'entry').repeat(2);
      engine.open('here', { text, language: 'typescript' });
      let shown = 0;
      for (let offset = 0; offset < text.length; offset += 3)
        shown += engine.complete({ document: 'here', offset, others: [], wrongCost }).length;
      return shown;
    };
    const counts = [0.2, 1, 5, 30].map(shownAt);
    assert.deepEqual(
      counts,
      [...counts].sort((a, b) => b - a),
    );
    assert.ok(counts[0]! > counts[3]!);
  });

  it('answers the same question with the same text and probability', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const words = ['alpha', 'beta', 'if', '(', ')', '{', '}', ';', '\n', '\n  ', '=', '1', '"', '.'];
    const text = Array.from({ length: 600 }, () => random.pick(words) + random.pick(['', ' '])).join('');
    const run = () => {
      const engine = new CompletionEngine();
      engine.open('here', { text, language: 'typescript' });
      return Array.from({ length: 50 }, (_, i) =>
        engine.complete({
          document: 'here',
          offset: Math.floor((i * text.length) / 50),
          ...EAGER,
          alternatives: 3,
        }),
      );
    };
    assert.deepEqual(run(), run());
  });

  it('names the document or the offset that is not there', () => {
    const engine = new CompletionEngine();
    engine.open('here', { text: 'ab', language: 'x' });
    assert.throws(
      () => engine.complete({ document: 'gone', offset: 0, others: [] }),
      /"gone"; open it first/,
    );
    assert.throws(
      () => engine.complete({ document: 'here', offset: 3, others: [] }),
      /Offset 3 is outside the text, which has 2 units/,
    );
    assert.throws(() => engine.edit('here', 1, 5, ''), RangeError);
    engine.close('here');
    engine.close('here');
    assert.throws(() => engine.edit('here', 0, 0, 'x'), RangeError);
  });
});

describe('the completion engine under hostile texts', () => {
  const LINE_OF_A_MEGABYTE = 'a + b(c) '.repeat(120_000);

  for (const [title, text] of [
    ['one line of a megabyte', LINE_OF_A_MEGABYTE],
    ['one word of a megabyte', 'w'.repeat(1_000_000)],
    ['a hundred thousand empty lines', '\n'.repeat(100_000)],
    ['deep nesting', '('.repeat(50_000) + '\n' + '{['.repeat(50_000)],
    ['the same token over and over', 'x x x x x x x x\n'.repeat(20_000)],
    [
      'binary data',
      Array.from({ length: 100_000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join(''),
    ],
    ['lone surrogates', '\ud800a\udc00 \ud83d\n'.repeat(5_000)],
  ] as const) {
    it(`takes ${title} in bounded time, and answers with what can be seen`, function () {
      this.timeout(60_000);
      const engine = new CompletionEngine();
      engine.open('here', { text, language: 'typescript' });
      const times: number[] = [];
      for (let i = 0; i <= 40; i++) {
        const offset = Math.floor((i * text.length) / 40);
        const begun = performance.now();
        engine.edit('here', offset, 0, 'x');
        const texts = engine.complete({ document: 'here', offset: offset + 1, ...EAGER });
        times.push(performance.now() - begun);
        for (const shown of texts) {
          assert.ok(shown.text.isWellFormed());
          // eslint-disable-next-line no-control-regex -- what must not be shown
          assert.doesNotMatch(shown.text, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
          assert.ok(shown.probability > 0 && shown.probability <= 1);
        }
      }
      times.sort((a, b) => a - b);
      // Thousands of times what it takes here would still be a hundred milliseconds on a busy machine.
      assert.ok(times[20]! < 250, `${times[20]} ms`);
    });
  }

  it('does not offer text that would turn the direction of what is around it', () => {
    const line = 'const access = "user\u202e // admin";\n';
    const [best] = completeAt(`${line.repeat(4)}const acc|`);
    assert.match(best?.text ?? '', /^ess = "[^\u202e]*$/);
  });

  it('holds as many tokens as it may, and learns again from a document when somebody asks in it', () => {
    const engine = new CompletionEngine({ trees: undefined, maxTokens: 3_000 });
    const text = (name: string) => `const ${name}Unmistakable = 1;\n`.repeat(200);
    for (const name of ['first', 'second', 'third', 'fourth'])
      engine.open(name, { text: `${text(name)}${name}Un`, language: 'typescript' });
    const askIn = (name: string) =>
      engine.complete({
        document: name,
        offset: text(name).length + name.length + 2,
        others: [],
        wrongCost: 0.1,
      });
    assert.ok(engine.tokensInMemory <= 3_000, String(engine.tokensInMemory));
    assert.match(askIn('first')[0]?.text ?? '', /^mistakable/);
    assert.match(askIn('fourth')[0]?.text ?? '', /^mistakable/);
    assert.ok(engine.tokensInMemory <= 3_000, String(engine.tokensInMemory));
  });
});
