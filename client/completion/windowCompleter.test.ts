import assert from 'node:assert/strict';
import { EAGERNESS } from '../../engine/completionEngine.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { WindowCompleter, type WindowCompletionRequest } from './windowCompleter.ts';
import { EAGERNESS_COSTS } from './eagerness.ts';
import type { Offer } from './offer.ts';
import { Rejections } from './rejections.ts';
import { offer, placeAt } from '../../test/support/completionPlaces.ts';

describe('completing', () => {
  let clock: ManualClock;
  let rejections: Rejections;
  let completer: WindowCompleter;
  let shown: Offer | undefined;
  let asked: string[];
  let commands: string[];
  let fromEngine: Offer[];
  /** Models at work, the first first. */
  let models: { answer: (offers: Offer[]) => Promise<void>; signal: AbortSignal }[];

  beforeEach(() => {
    clock = new ManualClock();
    rejections = new Rejections(clock);
    [shown, asked, commands, fromEngine, models] = [undefined, [], [], [], []];
    completer = new WindowCompleter({
      clock,
      rejections,
      screen: {
        get shown() {
          return shown;
        },
        trigger: () => commands.push('trigger'),
        replace: () => commands.push('replace'),
      },
    });
  });

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  const request = (marked: string, more: Partial<WindowCompletionRequest> = {}): WindowCompletionRequest => ({
    ...{ place: placeAt(marked), isExplicit: false, isMultiline: true, wrongCost: 1.5, leastProbability: 0 },
    engine: () => {
      asked.push('engine');
      return Promise.resolve(fromEngine);
    },
    model: (signal) => {
      asked.push('model');
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('nobody waits')));
        models.push({
          signal,
          answer: async (offers) => {
            resolve(offers);
            await settle();
          },
        });
      });
    },
    ...more,
  });
  /** As the editor does: what comes back is shown. */
  const ask = async (marked: string, more: Partial<WindowCompletionRequest> = {}): Promise<string[]> => {
    const offers = await completer.complete(request(marked, more));
    [shown] = offers;
    return offers.map(({ text }) => text);
  };
  const pause = async (): Promise<void> => {
    clock.advance(200);
    await settle();
  };

  it('[CP2] the engine answers at once, and is not asked again while its text is typed through', async () => {
    fromEngine = [offer('first();')];
    assert.deepEqual(await ask('a = |'), ['first();']);
    assert.deepEqual(await ask('a = f|'), ['irst();']);
    assert.deepEqual(await ask('a = first()|'), [';']);
    assert.deepEqual(asked, ['engine']);
    fromEngine = [offer('other();')];
    assert.deepEqual(await ask('a = x|'), ['other();']);
  });

  it('[CP1] somebody else’s edits elsewhere neither ask again nor put off the model', async () => {
    for (let edit = 0; edit < 10; edit++) {
      assert.deepEqual(await ask(`${'new\n'.repeat(edit)}1\n2\na = |`), []);
      clock.advance(140);
      await settle();
    }
    assert.deepEqual(asked, ['engine', 'model']);
    await models[0]!.answer([offer('made();', 0.5, 'openai')]);
    assert.deepEqual(commands, ['trigger']);
    assert.deepEqual(await ask(`new\n1\n2\na = |`), ['made();']);
    await pause();
    assert.deepEqual(asked, ['engine', 'model'], 'what a model has said is not asked again');
  });

  it('[CP1] a model that has nothing to say at a place is not asked there again', async () => {
    await ask('1\n2\na = |');
    await pause();
    await models[0]!.answer([]);
    for (let edit = 0; edit < 5; edit++) {
      await ask(`${'new\n'.repeat(edit)}1\n2\na = |`);
      await pause();
    }
    assert.equal(asked.filter((who) => who === 'model').length, 1);
  });

  it('one request at a place is under way at a time', async () => {
    fromEngine = [offer('first();')];
    const both = await Promise.all([
      completer.complete(request('a = |')),
      completer.complete(request('new\n\n\na = |')),
    ]);
    assert.equal(both.length, 2);
    await Promise.all([
      completer.complete(request('b\nc\nd = |')),
      completer.complete(request('new\nb\nc\nd = |')),
    ]);
    assert.equal(asked.filter((who) => who === 'engine').length, 3);
  });

  it('an engine that could not look in time has not said that there is nothing', async () => {
    fromEngine = [offer('first();')];
    const late = completer.complete(request('a = |', { engine: () => Promise.resolve(undefined) }));
    assert.deepEqual(await ask('a = |'), ['first();']);
    assert.deepEqual(await late, []);
    assert.deepEqual(await ask('a = f|'), ['irst();']);
  });

  it('a model is asked after a pause of 200 ms, and not where the engine is sure or no model may', async () => {
    await ask('a|');
    clock.advance(199);
    await ask('ab|');
    clock.advance(199);
    assert.deepEqual(asked, ['engine', 'engine']);
    clock.advance(1);
    assert.deepEqual(asked, ['engine', 'engine', 'model']);
    completer.forget();
    fromEngine = [offer('sure();', 0.8)];
    await ask('b|');
    await pause();
    fromEngine = [];
    await ask('c|', { model: undefined });
    await pause();
    assert.deepEqual(asked.filter((who) => who === 'model').length, 1);
  });

  it('a model’s work is given up when the place is another, and not while one types on', async () => {
    await ask('a = |');
    await pause();
    await ask('a = f|');
    assert.equal(models[0]?.signal.aborted, false);
    await models[0].answer([offer('first();', 0.5, 'openai')]);
    assert.deepEqual(commands, ['trigger']);
    assert.deepEqual(await ask('a = f|'), ['irst();']);
    await ask('a = x|');
    await pause();
    await ask('other = |');
    assert.equal(models[1]?.signal.aborted, true);
    completer.forget();
    assert.equal(completer.isModelAsked, false);
  });

  for (const [title, engine, model, expected] of [
    ['nothing shown: it is', undefined, 'made();', ['trigger', 'made();']],
    [
      'it goes on from what is shown',
      offer('first()', 0.6),
      'first().second();',
      ['replace', 'first().second();'],
    ],
    ['what is shown is unlikely', offer('first()', 0.39), 'made();', ['replace', 'made();']],
    ['what is shown is likely: it stays', offer('first()', 0.4), 'made();', ['first()']],
  ] as const)
    it(`[CP3] a model’s text comes: ${title}`, async () => {
      fromEngine = engine === undefined ? [] : [engine];
      await ask('a = |');
      await pause();
      await models[0]!.answer([offer(model, 0.5, 'openai')]);
      assert.deepEqual([...commands, ...(await ask('a = |'))], expected);
    });

  it('an answer that comes late is there when the person comes back', async () => {
    await ask('a = |');
    await pause();
    await ask('a = f|');
    await models[0]!.answer([offer('other();', 0.5, 'openai')]);
    assert.deepEqual(commands, []);
    assert.deepEqual(await ask('a = |'), ['other();']);
  });

  it('a model that fails changes nothing', async () => {
    fromEngine = [offer('first();', 0.5)];
    await ask('a = |', { model: () => Promise.reject(new Error('no')) });
    await pause();
    assert.deepEqual(commands, []);
    assert.deepEqual(await ask('a = |'), ['first();']);
  });

  it('who asks gets up to three that differ, the model’s among them', async () => {
    fromEngine = [
      offer('one();', 0.1),
      offer(' one(); ', 0.1),
      offer('two();', 0.05),
      offer('four();', 0.01),
    ];
    const choices = ask('a = |', { isExplicit: true });
    await settle();
    await models[0]!.answer([offer('made();', 0.3, 'openai')]);
    assert.deepEqual(await choices, ['made();', 'one();', 'two();']);
  });

  it('who asks does not wait longer than five seconds for the model', async () => {
    fromEngine = [offer('one();', 0.1)];
    const choices = ask('a = |', { isExplicit: true });
    await settle();
    clock.advance(5_000);
    assert.deepEqual(await choices, ['one();']);
  });

  it('nobody waits any more: the engine’s answer is no error, and no model is asked', async () => {
    let answer = (_offers: Offer[]): void => undefined;
    const late = new Promise<Offer[]>((resolve) => {
      answer = resolve;
    });
    const asking = ask('a = |', { engine: () => late });
    completer.forget();
    answer([offer('first();')]);
    assert.deepEqual(await asking, ['first();']);
    await pause();
    assert.deepEqual(models, []);
  });

  it('a model that was asked by hand is at work, and ends when nobody waits for it any more', async () => {
    fromEngine = [offer('one();', 0.1)];
    await ask('a = |');
    const choices = ask('a = |', { isExplicit: true });
    await pause();
    assert.equal(models.length, 1, 'and it is not asked by itself as well');
    assert.equal(completer.isModelAsked, true);
    await ask('b = |', { model: undefined });
    assert.equal(models[0]!.signal.aborted, true);
    assert.equal(completer.isModelAsked, false);
    assert.deepEqual(await choices, ['one();']);
  });

  it('after a change of who may see the text nothing counts that was said, and nobody is asked any more', async () => {
    fromEngine = [offer('first();')];
    await ask('a = |');
    await pause();
    await ask('b = |');
    completer.reset();
    assert.equal(models[0]!.signal.aborted, true);
    fromEngine = [offer('other();')];
    await pause();
    assert.equal(models.length, 1);
    assert.deepEqual(await ask('a = |', { model: undefined }), ['other();']);
  });

  it('shows what saves more than it costs, and less on a line where it was wrong twice', async () => {
    fromEngine = [offer('abc', 0.5)];
    assert.deepEqual(await ask('a = |'), ['abc']);
    fromEngine = [offer('abc', 0.4)];
    assert.deepEqual(await ask('b = |'), []);
    const place = placeAt('top\nc = |');
    rejections.contradict(place, 'x');
    rejections.contradict(place, 'y');
    fromEngine = [offer('abc', 0.5)];
    assert.deepEqual(await ask('top\nc = |'), []);
  });

  it('shows only what is likely where it must be', async () => {
    fromEngine = [offer('a long text of words', 0.59)];
    assert.deepEqual(await ask('// |', { leastProbability: 0.6 }), []);
  });

  it('does not show again what was turned down, unless asked', async () => {
    fromEngine = [offer('first();')];
    rejections.dismiss(placeAt('a = |'), 'first();');
    assert.deepEqual(await ask('a = |'), []);
    assert.deepEqual(await ask('a = |', { isExplicit: true, model: undefined }), ['first();']);
  });

  it('the settings’ eagerness is the engine’s', () => {
    assert.deepEqual(Object.fromEntries(EAGERNESS_COSTS), EAGERNESS);
  });
});
