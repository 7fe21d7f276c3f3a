import assert from 'node:assert/strict';
import { parseRelayUrl, syncUrl } from './relayUrl.ts';

describe('relay address', () => {
  const accepted: [string, string][] = [
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['http://localhost:8000/', 'http://localhost:8000'],
    ['http://[::1]:8000', 'http://[::1]:8000'],
    ['https://relay.example.org/[x](command:y)', 'https://relay.example.org/%5bx%5d%28command:y%29'],
    ['  https://relay.example.org/team/ ', 'https://relay.example.org/team'],
  ];
  for (const [text, url] of accepted) {
    it(`takes ${JSON.stringify(text)}`, () => assert.deepEqual(parseRelayUrl(text), { url }));
  }

  for (const text of [
    'http://relay.example.org',
    'http://127.0.0.1.example.org',
    'ws://localhost:8000',
    'file:///etc/passwd',
    'https://user:secret@relay.example.org',
    'https://relay.example.org/?token=1',
    'relay',
    '',
  ]) {
    it(`[S36] refuses ${JSON.stringify(text)} with a sentence`, () => {
      const result = parseRelayUrl(text);
      assert.ok('problem' in result);
      assert.match(result.problem, /\.$/);
    });
  }

  const meant: [string, string][] = [
    ['localhost:8000', 'http://localhost:8000'],
    [' 127.0.0.1:8000 ', 'http://127.0.0.1:8000'],
    ['[::1]:8000', 'http://[::1]:8000'],
    ['relay.example.org', 'https://relay.example.org'],
    ['relay.example.org:8443/team', 'https://relay.example.org:8443/team'],
  ];
  for (const [text, url] of meant) {
    it(`says what ${JSON.stringify(text)} without a scheme was meant to be`, () => {
      const result = parseRelayUrl(text);
      assert.ok('problem' in result);
      assert.ok(result.problem.endsWith(`Did you mean ${url}?`), result.problem);
      assert.deepEqual(parseRelayUrl(url), { url });
    });
  }

  it('keeps the encryption for the WebSocket', () => {
    const parsed = parseRelayUrl('https://relay.example.org/team');
    assert.ok('url' in parsed);
    assert.equal(syncUrl(parsed.url), 'wss://relay.example.org/team/sync');
  });
});
