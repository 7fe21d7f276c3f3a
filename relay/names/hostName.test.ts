import assert from 'node:assert/strict';
import { canonicalName, isLoopback, parseHost } from './hostName.ts';

describe('the name of a host', () => {
  for (const [text, name, port] of [
    ['relay.example', 'relay.example', undefined],
    ['RELAY.Example:8000', 'relay.example', 8_000],
    ['relay.example.', 'relay.example', undefined],
    ['relay.example.:443', 'relay.example', 443],
    ['relay_1', 'relay_1', undefined],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['127.1', '127.0.0.1', undefined],
    ['[::1]:8000', '::1', 8_000],
    ['[0:0:0:0:0:0:0:1]', '::1', undefined],
    ['[::ffff:127.0.0.1]', '127.0.0.1', undefined],
    ['[2001:DB8::0:1]', '2001:db8::1', undefined],
    ['bücher.example', 'xn--bcher-kva.example', undefined],
  ] as const) {
    it(`is ${name} in ${text}`, () => assert.deepEqual(parseHost(text), { name, port }));
  }

  for (const text of [
    '',
    ':8000',
    'a b',
    'a/b',
    'a?b',
    'a#b',
    'a@b',
    'a\\b',
    'a:b',
    'a:123456',
    'a:65536',
    'a:1:2',
    '::1',
    '[::1',
    '[::1]8000',
    '[relay.example]',
    'http://a',
  ]) {
    it(`is in no ${JSON.stringify(text)}`, () => assert.equal(parseHost(text), undefined));
  }

  it('is written in one way', () => {
    for (const name of ['::FFFF:10.0.0.1', '[::ffff:a00:1]', '10.0.0.1'])
      assert.equal(canonicalName(name), '10.0.0.1');
    assert.equal(canonicalName('fe80::1%eth0'), 'fe80::1');
  });

  it('is one of this computer where every computer has it', () => {
    for (const name of [
      'localhost',
      'LOCALHOST.',
      'a.localhost',
      '127.0.0.1',
      '127.9.9.9',
      '::1',
      '[::1]',
      '::ffff:127.0.0.1',
    ])
      assert.ok(isLoopback(name), name);
    for (const name of [
      'localhost.example',
      'xlocalhost',
      '127.0.0.1.example',
      '128.0.0.1',
      '::2',
      '0.0.0.0',
      '',
      '127.example',
    ])
      assert.ok(!isLoopback(name), name);
  });
});
