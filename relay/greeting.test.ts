import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { newTeamKey } from './access/teamKeys.ts';
import { readConfig } from './config.ts';
import { greeting } from './greeting.ts';

describe('the greeting of a relay', () => {
  const ADDRESSES = ['192.168.1.5', '10.0.0.7', 'fd00::1'];
  const said = (settings: NodeJS.ProcessEnv, addresses = ADDRESSES, isPacked = false) =>
    greeting(readConfig([], { ACCESS: 'open', ...settings }), 8212, { isPacked, addresses }).split('\n');
  const WARNING = /without a password/;

  for (const HOST of ['0.0.0.0', '::']) {
    it(`names the addresses for others at HOST=${HOST}, and who gets in`, () => {
      const lines = said({ HOST, ALLOWED_HOSTS: 'relay.example.org, relay:8000' });
      assert.deepEqual(lines.slice(0, 4), [
        'The Tandem relay listens on http://192.168.1.5:8212, http://10.0.0.7:8212, http://[fd00::1]:8212',
        '  Everybody who reaches it gets in, without a password.',
        "  VS Code takes another computer's relay only over https: docs/self-hosting.md",
        '  It answers to      localhost, the IP addresses of this computer, relay.example.org, relay:8000',
      ]);
      assert.ok(lines.includes('  API and its docs   http://127.0.0.1:8212/docs'));
    });
  }

  it('is short on a computer of many addresses, and says where it listens on one of none', () => {
    const many = Array.from({ length: 50 }, (_, index) => `10.0.0.${index}`);
    assert.equal(said({ HOST: '::' }, many)[0]?.match(/http:/g)?.length, 4);
    assert.equal(said({ HOST: '::' }, [])[0], 'The Tandem relay listens on http://127.0.0.1:8212');
  });

  it('warns on one address of a network, too', () => {
    const lines = said({ HOST: '192.168.1.5' });
    assert.equal(lines[0], 'The Tandem relay listens on http://192.168.1.5:8212');
    assert.match(lines[1] ?? '', WARNING);
  });

  it('warns of nothing on this computer alone', () => {
    assert.equal(said({})[0], 'The Tandem relay listens on http://127.0.0.1:8212');
    assert.equal(said({ HOST: '::1' })[0], 'The Tandem relay listens on http://[::1]:8212');
    for (const HOST of ['127.0.0.1', 'localhost', '::1']) assert.doesNotMatch(said({ HOST }).join(), WARNING);
  });

  it('names PUBLIC_URL where there is one, which is for others', () => {
    const lines = said({ HOST: '0.0.0.0', PUBLIC_URL: 'https://relay.example.org/' });
    assert.equal(lines[0], 'The Tandem relay listens on https://relay.example.org');
    assert.ok(lines.includes('  API and its docs   https://relay.example.org/docs'));
  });

  it('leads to the page to start with, and to the extension once it is packed', () => {
    assert.ok(said({}).includes('  Start here         http://127.0.0.1:8212/'));
    assert.ok(said({}).some((line) => line.includes('npm run package')));
    assert.ok(said({}, ADDRESSES, true).includes('  VS Code extension  http://127.0.0.1:8212/tandem.vsix'));
  });

  it('names those whom a relay of a team lets in by their keys, and shows no key', () => {
    const keys = ['office', 'guests'].map((name) => newTeamKey(name, randomBytes) ?? '');
    const lines = said({ HOST: '0.0.0.0', ACCESS: 'team', TEAM_KEYS: keys.join() });
    assert.ok(lines.includes('  Who gets in        holders of a team key: office, guests'));
    assert.doesNotMatch(lines.join(), WARNING);
    for (const key of keys) assert.ok(!lines.join().includes(key.split(':')[1] ?? key));
  });
});
