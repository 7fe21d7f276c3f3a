import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { HOSTILE_WORDS } from '../test/support/hostileWords.ts';
import { sentencesOfExtension } from '../test/support/sentences.ts';
import { joined, MAX_PLAIN_UNITS, plainText, withIcon, type PlainText } from './plainText.ts';
import { inEnglish, translate, useTranslations } from './translate.ts';

const seed = Number(process.env['TANDEM_SEED'] ?? Date.now() & 0x7fffffff);

const ROOT = path.join(import.meta.dirname, '..', '..');

/** What VS Code makes a link of in notifications and dialogs, and an icon in status bar and lists; a little more. */
const LINK = /\]\(/g;
const ICON = /\$\(/g;
const LINES_AND_CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

const words = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_WORDS) },
  fc.string({ unit: fc.constantFrom('[', ']', '(', ')', '$', 'a', ' ', '\n', '\u200B', '\u202E', '\0') }),
  fc.string({ unit: 'binary' }),
);

describe('plain text', () => {
  it(`is one line without links, icons, controls or hidden characters, whatever it is made of (TANDEM_SEED=${seed})`, () => {
    fc.assert(
      fc.property(words, (text) => {
        const plain = plainText(text);
        assertHarmless(plain, '');
        assert.equal(plainText(plain), plain, 'Twice changes nothing.');
        assert.ok(plain.isWellFormed());
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it('leaves ordinary names, paths and addresses as they are', () => {
    for (const text of [
      'Ada Lovelace',
      '王小明',
      'עדה',
      '👩‍👩‍👧 (team)',
      'C:\\work\\a[1].ts',
      'https://relay.example.org/team/~ada?x=$y',
      'array[0] = f(x) + $x',
    ])
      assert.equal(plainText(text), text);
    assert.equal(plainText(3), '3');
  });

  it('says nothing where nothing can be seen', () => {
    for (const text of ['', ' ', '\u200B\u2060', '\u3164\u115F\u2800', '\u202E\n'])
      assert.equal(plainText(text), '');
  });

  it('keeps the icon that the code gives it, and joins what is plain', () => {
    assert.equal(withIcon('eye', plainText('$(bug) Ada')), '$(eye) $\u200B(bug) Ada');
    assert.equal(joined(', ', [plainText('a'), plainText(''), plainText('b')]), 'a, b');
  });

  it('makes no link or icon of two arguments that meet', () => {
    assertHarmless(translate('{0}{1}', '[x]', '(command:y)'), '{0}{1}');
    assertHarmless(translate('{0}{1}', '$', '(warning)'), '{0}{1}');
    assertHarmless(translate('{0}(command:y)', '[x]'), '{0}(command:y)');
  });

  it('takes literals alone for sentences', () => {
    const relaySays: string = '[Click](command:x)';
    // @ts-expect-error words from elsewhere are arguments, never the sentence
    translate(relaySays);
    // @ts-expect-error nor are they plain by themselves
    const shown: PlainText = relaySays;
    assert.equal(typeof shown, 'string');
  });
});

describe('every sentence of the extension', () => {
  const english = [...sentencesOfExtension().keys];
  for (const language of ['en', 'de', 'fr']) {
    it(`[H1] [${language}] stays one line without links or icons of others, whoever is named in it (TANDEM_SEED=${seed})`, () => {
      const bundle = bundleOf(language);
      assert.ok(english.length > 300, String(english.length));
      useTranslations((message, ...args) => inEnglish(bundle[message] ?? message, ...args));
      try {
        for (const sentence of english) {
          const count = new Set(sentence.match(/\{\d+\}/g)).size;
          if (count > 0) tryOut(sentence, bundle[sentence] ?? sentence, count);
        }
      } finally {
        useTranslations(inEnglish);
      }
    });
  }
});

function tryOut(sentence: string, template: string, count: number): void {
  fc.assert(
    fc.property(fc.array(words, { minLength: count, maxLength: count }), (args) => {
      // @ts-expect-error no literal here, yet each is one in the code
      const said: PlainText = translate(sentence, ...args);
      assertHarmless(said, template);
    }),
    { seed, numRuns: 60 },
  );
}

function assertHarmless(text: string, template: string): void {
  assert.doesNotMatch(text, LINES_AND_CONTROLS);
  assert.equal(text.match(LINK)?.length, template.match(LINK)?.length, text);
  assert.equal(text.match(ICON)?.length, template.match(ICON)?.length, text);
  const args = (template.match(/\{\d+\}/g)?.length ?? 1) * MAX_PLAIN_UNITS * 2;
  assert.ok(text.length <= template.length + args, 'It has no end.');
}

function bundleOf(language: string): Readonly<Record<string, string>> {
  const file = path.join(ROOT, 'l10n', `bundle.l10n.${language}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}
