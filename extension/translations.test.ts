import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sentencesOfExtension } from '../test/support/sentences.ts';

/** Every language besides English that Tandem speaks. */
const LANGUAGES = ['de', 'fr'];

/** What is the same word in another language, or a name. */
const SAME_IN: Readonly<Record<string, readonly string[]>> = {
  de: ['Name', 'Proxy', 'Relay', 'Tandem: {0}', 'Version'],
  fr: ['Proxy', 'Version', 'Participants'],
};

/** What a translation has as its English has it, in any order. */
const KEPT = { placeholders: /\{\d+\}/g, icons: /\$\([^)]*\)/g, links: /\]\(command:[^)]*\)/g };

const ROOT = path.join(import.meta.dirname, '..');

type Bundle = Readonly<Record<string, string>>;

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { l10n: string };
const said = sentencesOfExtension();

describe('translations', () => {
  it('finds the sentences in the sources, each a literal that can be looked up', () => {
    assert.ok(said.keys.size > 100);
    assert.deepEqual(said.notLiteral, [], 'These cannot be found in a bundle.');
  });

  it('leaves no sentence for people outside translate', () => {
    assert.deepEqual(said.untranslated, []);
  });

  it('names every text of the manifest, and has its English', () => {
    const { keys, texts } = textsOfManifest();
    assert.deepEqual(texts, [], 'These texts of package.json belong into package.nls.json.');
    assertSameKeys(read('package.nls.json'), keys, 'package.nls.json');
  });

  for (const language of LANGUAGES) {
    const bundleFile = `${manifest.l10n}/bundle.l10n.${language}.json`;
    const nlsFile = `package.nls.${language}.json`;

    it(`[${language}] has every sentence of the code, and no other`, () => {
      const bundle = read(bundleFile);
      assertSameKeys(bundle, said.keys, bundleFile);
      assertTranslated(
        Object.entries(bundle).map(([english, text]) => [english, text]),
        language,
      );
    });

    it(`[${language}] has every text of the manifest, and no other`, () => {
      const english = read('package.nls.json');
      const translated = read(nlsFile);
      assertSameKeys(translated, new Set(Object.keys(english)), nlsFile);
      assertTranslated(
        Object.entries(english).map(([key, text]) => [text, translated[key] ?? '']),
        language,
      );
    });

    it(`[${language}] calls a command in a sentence what it is called in the palette`, () => {
      const english = read('package.nls.json');
      const translated = read(nlsFile);
      for (const [sentence, text] of Object.entries(read(bundleFile))) {
        for (const [, title] of sentence.matchAll(/"Tandem: ([^"]+)"/g)) {
          const key = Object.keys(english).find((name) => english[name] === title);
          assert.ok(key !== undefined, `No command is called "${title}".`);
          assert.ok(text.includes(`Tandem: ${translated[key]}`), `${text}\nnames another command.`);
        }
      }
    });
  }
});

function read(file: string): Bundle {
  const full = path.join(ROOT, file);
  return existsSync(full) ? (JSON.parse(readFileSync(full, 'utf8')) as Bundle) : {};
}

function assertSameKeys(bundle: Bundle, expected: ReadonlySet<string>, file: string): void {
  const missing = [...expected].filter((key) => !(key in bundle));
  const orphans = Object.keys(bundle).filter((key) => !expected.has(key));
  assert.deepEqual({ missing, orphans }, { missing: [], orphans: [] }, report(file, { missing, orphans }));
}

function report(file: string, { missing, orphans }: { missing: string[]; orphans: string[] }): string {
  return [
    ...missing.map((key) => `${file} lacks ${JSON.stringify(key)}`),
    ...orphans.map((key) => `${file} has ${JSON.stringify(key)}, which nothing asks for`),
  ].join('\n');
}

/** Pairs of the English and its translation. */
function assertTranslated(pairs: readonly (readonly [string, string])[], language: string): void {
  const problems = pairs.flatMap(([english, text]) => {
    const problem = problemOf(english, text, language);
    return problem === undefined ? [] : [`${JSON.stringify(english)}: ${problem}`];
  });
  assert.deepEqual(problems, [], problems.join('\n'));
}

function problemOf(english: string, text: string, language: string): string | undefined {
  if (text.trim() === '') return 'is empty';
  for (const [what, pattern] of Object.entries(KEPT)) {
    const before = (english.match(pattern) ?? []).toSorted();
    const after = (text.match(pattern) ?? []).toSorted();
    if (before.join(' ') !== after.join(' ')) return `its ${what} are ${after.join(' ') || 'lost'}`;
  }
  const isWords = /[a-z]{2}/.test(english.replace(/\$\([^)]*\)/g, ''));
  if (isWords && english === text && !SAME_IN[language]?.includes(english)) return 'is left in English';
  return undefined;
}

/** The `%keys%` of package.json; and texts that stand there in English. */
function textsOfManifest(): { keys: Set<string>; texts: string[] } {
  const keys = new Set<string>();
  const texts: string[] = [];
  const shown = /^(title|name|description|markdownDescription|contents|altText|enumDescriptions)$/;
  const visit = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      const key = /^%(.+)%$/.exec(value)?.[1];
      if (key !== undefined) keys.add(key);
      else if (shown.test(field) && value !== 'Tandem' && value !== 'tandem') texts.push(value);
    } else if (Array.isArray(value)) {
      for (const one of value) visit(one, field);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, name);
    }
  };
  visit(manifest, '');
  return { keys, texts };
}
