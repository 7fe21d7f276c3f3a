import assert from 'node:assert/strict';
import { type CompletionState, describeCompletions } from './describeCompletion.ts';
import { plainText } from '../plainText.ts';

const HERE: CompletionState = {
  ...{ silence: undefined, language: 'go', answersHere: false, notice: undefined },
  room: { name: 'Room', isOnline: true },
  info: { engine: 'local', model: null, allowed: false },
};
const MODEL = { engine: 'openai', model: 'gpt-x', allowed: true } as const;
const say = (state: Partial<CompletionState>) => {
  const { short, isOff, sentences } = describeCompletions({ ...HERE, ...state });
  return `${isOff ? 'off' : 'on'}, ${short}: ${sentences.join(' ')}`;
};

describe('what is said about completions', () => {
  it('who answers, and whether a model sees the text', () => {
    assert.match(say({}), /^on, engine: .*relay’s own engine.* No model sees/);
    assert.match(say({ answersHere: true }), /^on, engine: .*engine in this window/);
    assert.match(
      say({ info: MODEL }),
      /^on, gpt-x: .*OpenAI \(gpt-x\) when you pause.*allows OpenAI \(gpt-x\) to see/,
    );
    assert.match(
      say({ info: { ...MODEL, allowed: false } }),
      /^on, engine: .*has not allowed OpenAI \(gpt-x\)/,
    );
    assert.match(say({ room: undefined, info: undefined }), /^on, engine: .*stays in this window/);
  });

  it('that a model does not answer, and that it cannot be reached', () => {
    assert.match(
      say({ info: MODEL, notice: plainText('The daily budget is spent.') }),
      /^on, engine: .*budget is spent/,
    );
    assert.match(
      say({ info: MODEL, room: { name: 'Room', isOnline: false } }),
      /^on, engine: .*in this window/,
    );
  });

  it('why there are none', () => {
    assert.match(say({ silence: 'off' }), /^off, off: Completions are off/);
    assert.match(say({ silence: 'languageOff' }), /^off, off for go: /);
    assert.match(say({ silence: 'otherProvider' }), /^off, on request: Another extension/);
    assert.match(say({ silence: 'secret', info: MODEL }), /^off, off: .*hold secrets/);
    assert.match(say({ silence: 'partner' }), /^on, engine: .*somebody else is typing here/);
  });
});
