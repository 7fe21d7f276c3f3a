import assert from 'node:assert/strict';
import { ConfigError, describeSettings, readConfig } from './config.ts';

describe('configuration', () => {
  it('has defaults that work on one computer', () => {
    assert.deepEqual(readConfig([], {}), {
      host: '127.0.0.1',
      port: 8000,
      databaseUrl: 'sqlite:///./tandem.db',
      sqliteSynchronous: 'full',
      allowedOrigins: [],
      publicUrl: undefined,
      logLevel: 'info',
    });
  });

  it('reads the environment, and flags before it', () => {
    const config = readConfig(['--port', '9000', '--allowed-origins=https://a.example, http://b:1'], {
      PORT: '1',
      LOG_LEVEL: 'warn',
    });
    assert.equal(config.port, 9000);
    assert.equal(config.logLevel, 'warn');
    assert.deepEqual(config.allowedOrigins, ['https://a.example', 'http://b:1']);
  });

  it('takes an empty variable for an absent one', () => {
    assert.equal(readConfig([], { PORT: '' }).port, 8000);
  });

  it('turns every line on for DEBUG, as a flag with or without a value', () => {
    assert.equal(readConfig(['--debug'], {}).logLevel, 'debug');
    assert.equal(readConfig(['--debug', '--port', '1'], {}).logLevel, 'debug');
    assert.equal(readConfig(['--debug=off'], {}).logLevel, 'info');
  });

  const bad: [string, string, RegExp][] = [
    ['PORT', '80a', /^PORT is "80a", but it has to be a whole number from 0 .* to 65535\.$/],
    ['PORT', '70000', /^PORT is "70000"/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL is "loud".*debug, info/],
    ['ALLOWED_ORIGINS', 'https://a.example/path', /^ALLOWED_ORIGINS/],
    ['ALLOWED_ORIGINS', 'example.org', /^ALLOWED_ORIGINS/],
    ['PUBLIC_URL', 'ftp://x', /^PUBLIC_URL is "ftp:\/\/x"/],
    ['SQLITE_SYNCHRONOUS', 'off', /^SQLITE_SYNCHRONOUS.*full or normal/],
    ['DEBUG', 'perhaps', /^DEBUG/],
  ];
  for (const [name, value, message] of bad) {
    it(`stops at ${name}=${value} with one line`, () => {
      assert.throws(() => readConfig([], { [name]: value }), { name: 'ConfigError', message });
    });
  }

  it('[S32] never shows a password', () => {
    const value = 'ftp://user:s3cr:et@host';
    assert.throws(
      () => readConfig([], { PUBLIC_URL: value }),
      (error) =>
        error instanceof ConfigError && !error.message.includes('s3cr') && error.message.includes('***'),
    );
  });

  it('names an unknown flag and a missing value', () => {
    assert.throws(() => readConfig(['--prot', '1'], {}), { message: /^--prot is no flag/ });
    assert.throws(() => readConfig(['--port'], {}), { message: /^--port needs a value/ });
  });

  it('describes every setting', () => {
    assert.match(describeSettings(), /--database-url +DATABASE_URL/);
  });
});
