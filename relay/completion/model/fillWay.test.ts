import assert from 'node:assert/strict';
import { fillWaysOf, suffixPathOf } from './fillWay.ts';

describe('how a server is asked to fill in the middle', () => {
  for (const [server, url, model, ways] of [
    ['OpenAI', 'https://api.openai.com/v1', 'gpt-6-luna', ['chat']],
    ['OpenAI in a region', 'https://eu.api.openai.com/v1', 'codestral', ['chat']],
    ['Mistral', 'https://api.mistral.ai/v1', 'codestral-latest', ['suffix', 'chat']],
    ['DeepSeek', 'https://api.deepseek.com/beta', 'deepseek-v4-pro', ['suffix', 'chat']],
    ['Ollama', 'http://127.0.0.1:11434/v1', 'qwen2.5-coder:7b', ['suffix', 'tokens', 'chat']],
    ['llama.cpp', 'http://127.0.0.1:9931/v1', 'any', ['infill', 'chat']],
    ['vLLM', 'http://gpu:8000/v1', 'bigcode/starcoder2-7b', ['tokens', 'chat']],
    ['LM Studio', 'http://127.0.0.1:1234/v1', 'some-chat', ['chat']],
  ] as const) {
    it(`of ${server}`, () => assert.deepEqual(fillWaysOf(new URL(url), model), ways));
  }

  it('at an address of its own at Mistral', () => {
    assert.equal(suffixPathOf(new URL('https://codestral.mistral.ai/v1')), '/fim/completions');
    assert.equal(suffixPathOf(new URL('https://api.deepseek.com/beta')), '/completions');
  });
});
