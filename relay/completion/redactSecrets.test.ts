import assert from 'node:assert/strict';
import { findSecrets, redact } from './redactSecrets.ts';

const clean = (text: string) => redact(text, findSecrets(text));

describe('what looks like a secret', () => {
  it('leaves the code around it', () => {
    assert.equal(clean("const apiKey = 'abc123'; next();"), "const apiKey = '<redacted>'; next();");
    assert.equal(clean('password: "open'), 'password: "<redacted>', 'whose quote is still missing');
    assert.equal(clean('https://me:pw@host/x'), 'https://me:<redacted>@host/x');
    assert.equal(clean('-----BEGIN PRIVATE KEY-----\nabc'), '<redacted>');
  });

  it('is soon found in any text', () => {
    // A pattern that tries every way to split one of these would take minutes.
    for (const piece of [
      '\n',
      ' ',
      'A',
      'token',
      'TOKEN_',
      'eyJ-',
      '://a:',
      'token="',
      `${'A'.repeat(60)}\n`,
    ])
      assert.ok(Array.isArray(findSecrets(piece.repeat(Math.floor(200_000 / piece.length)))));
  });

  it('is not what code is full of', () => {
    for (const code of [
      'const tokens = lexLine(line, 0, family);',
      'if (password === "") return;',
      'import { createHeldStore } from "./support/heldStore.ts";',
      'export const aVeryLongNameOfAFunctionThatDoesThings = () => undefined;',
      'CREATE TABLE room_snapshots_of_yesterday_and_today (id INTEGER);',
      'secret = readSecretFrom(environment)',
    ])
      assert.equal(clean(code), code);
  });
});
