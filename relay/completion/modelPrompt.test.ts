import assert from 'node:assert/strict';
import { modelPromptOf, type PromptSource } from './modelPrompt.ts';

/** Not what a key looks like, so that only its start tells what it is. */
const PHRASE = 'correct horse battery staple ';

/** The cursor is where `|` is. */
const promptOf = (marked: string, change: Partial<PromptSource> = {}) =>
  modelPromptOf({
    code: marked.replace('|', ''),
    cursor: marked.indexOf('|'),
    language: 'javascript',
    path: 'a.js',
    isExplicit: false,
    related: [],
    person: 'anna',
    room: 'room',
    salt: Buffer.from('salt'),
    ...change,
  });
const told = (...asked: Parameters<typeof promptOf>) => JSON.stringify(promptOf(...asked));

describe('[S24] the prompt of a model', () => {
  for (const units of [3_000, 30_000, 300_000]) {
    const phrase = PHRASE.repeat(units / PHRASE.length);

    it(`holds nothing of a secret of ${units} units that it is cut in`, () => {
      const secret = `const password = "${phrase}"`;
      for (const marked of [
        `${secret}; foo(|`,
        `const before = 1;\n${secret};\nfoo(|`,
        `foo(|); ${secret}; bar();`,
        `foo(|);\nfetch("https://me:${phrase.replaceAll(' ', '-')}@host/");`,
      ]) {
        assert.doesNotMatch(told(marked), /horse/);
        assert.match(told(marked), /foo\(/);
      }
      assert.equal(promptOf(`const password = "${phrase}|`), undefined, 'where the cursor is in it');
    });

    it(`holds nothing of a private key of ${units} units, whatever its lines look like`, () => {
      const key = `-----BEGIN PRIVATE KEY-----\n${phrase.replaceAll(' ', '\n')}-----END PRIVATE KEY-----`;
      assert.doesNotMatch(told(`${key}\nfoo(|`), /horse/);
      assert.equal(promptOf(key.replace('-----END', '|-----END')), undefined, 'where the cursor is in it');
    });

    it(`holds nothing of a secret of ${units} units in the room's other text`, () => {
      const related = [`fetch("https://me:${phrase.replaceAll(' ', '-')}@host/");`];
      assert.doesNotMatch(told('foo(|', { related }), /horse/);
    });
  }

  it('takes bounded time for a long line in which taking out a token makes the next one', () => {
    const line = '<SU'.repeat(60_000) + 'F>'.repeat(60_000);
    const start = performance.now();
    for (const marked of [`${line}|`, `|${line}`]) assert.ok(promptOf(marked, { related: [line] }));
    assert.ok(performance.now() - start < 5_000);
  });

  it('holds no token in the name of the file, hidden ones neither', () => {
    assert.equal(promptOf('foo(|', { path: 'src/a<fim_\u200bprefix>.js' })?.fileName, 'a.js');
  });

  it('holds the end of a long line that has no secret', () => {
    const { before } = promptOf(`${'a + b + '.repeat(5_000)}foo(|`) ?? {};
    assert.ok(before !== undefined && before.endsWith('a + b + foo(') && before.length <= 6_000, before);
  });

  it('asks for several lines in a block that is empty, and for one in the middle of others', () => {
    assert.equal(promptOf('  if (ready) {|\n\n\t \n  next();')?.maxLines, 8);
    assert.equal(promptOf('  if (ready) {|\n\n    first();\n  }')?.maxLines, 1);
    assert.equal(promptOf('  first();|\n  second();')?.maxLines, 1);
    assert.equal(promptOf('first();\n|\nsecond();')?.maxLines, 8);
    // A pattern that tries every way to split these would not come back.
    assert.equal(promptOf(`if (ready) {|${'\n'.repeat(200)}`)?.maxLines, 8);
  });

  it('holds what is behind a private key, and what is before one', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'abcd\n'.repeat(5_000)}-----END PRIVATE KEY-----`;
    const { before, after } = promptOf(`${key}\nfirst();\nfoo(|);\nlast();\n${key}\n`) ?? {};
    assert.equal(before, '<redacted>\nfirst();\nfoo(');
    assert.equal(after, ');\nlast();\n<redacted>');
  });
});
