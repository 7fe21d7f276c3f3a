import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { checkEnvFile } from './envFile.ts';

describe('a file of settings', () => {
  const slips: Record<string, string> = {
    PROT: 'PORT',
    HOTS: 'HOST',
    port: 'PORT',
    Database_Url: 'DATABASE_URL',
    DATABSE_URL: 'DATABASE_URL',
    DATABASEURL: 'DATABASE_URL',
    ALLOWED_HOST: 'ALLOWED_HOSTS',
    TRUST_PROXI: 'TRUST_PROXY',
    LOGLEVEL: 'LOG_LEVEL',
  };
  for (const [name, meant] of Object.entries(slips)) {
    it(`asks whether ${name} is ${meant}`, () => {
      assert.deepEqual(checkEnvFile(`# mine\n\n${name}=1\n`).problems, [
        `.env line 3: ${name} is not a setting. Did you mean ${meant}?`,
      ]);
    });
  }

  const others = [
    ...['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'COMPOSE_PROJECT_NAME', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'],
    ...[
      'XAI_API_KEY',
      'OPENAI_API_KEY',
      'HTTP_PROXY',
      'RELAY_PORT',
      'NODE_ENV',
      'PATH',
      'HOME',
      'REDIS_HOST',
    ],
    ...['POSTGRES_URL', 'TZ', 'LOGNAME', 'PGHOST', 'API_KEY', 'http_proxy'],
  ];
  it('leaves the variables of other programs alone, and names them', () => {
    const text = others.map((name) => `${name}=1`).join('\n');
    const { problems, unknown } = checkEnvFile(text);
    assert.deepEqual(problems, []);
    assert.deepEqual([...unknown].sort(), [...others].sort());
  });

  for (const line of ['PORT 8202', 'PORT: 8202', 'PORT', '=8202', '- PORT=8202', 'set PORT=8202']) {
    it(`does not take "${line}"`, () => {
      const { problems } = checkEnvFile(`HOST=127.0.0.1\r\n${line}\r\n`);
      assert.deepEqual(problems, ['.env line 2 is not NAME=value.']);
    });
  }

  it('may hold whatever Node reads: comments, quotes, values of several lines, export', () => {
    const text = [
      '\uFEFF# a comment',
      '  PORT = 8202 # and another',
      "export HOST='127.0.0.1'",
      'AI_API_KEY="a=b"',
      'CERTIFICATE="-----BEGIN',
      'no name here',
      '-----END"',
      'EMPTY=',
      'DEBUG=`on`',
    ].join('\n');
    assert.deepEqual(checkEnvFile(text).problems, []);
    assert.equal(parseEnv(text.slice(1))['CERTIFICATE'], '-----BEGIN\nno name here\n-----END');
  });

  it('[S32] shows no value', () => {
    const { problems } = checkEnvFile('SECRET_KYE=c4nary\nPASSWORD c4nary\nPASSWORD: c4nary=\n');
    assert.equal(problems.length, 3);
    assert.doesNotMatch(problems.join(), /c4nary/);
  });

  it('may be a copy of .env.example, with every line of it in use', () => {
    const example = readFileSync(path.join(import.meta.dirname, '..', '.env.example'), 'utf8');
    const used = example.replaceAll(/^#(?=[A-Z_]+=)/gm, '');
    assert.deepEqual(checkEnvFile(used), { problems: [], unknown: [] });
  });
});
