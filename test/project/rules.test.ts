import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CODE = ['bench', 'client', 'engine', 'extension', 'relay', 'shared', 'test'];

/** A title of a test begins with the rules that it proves. */
const QUOTED = /['"`]((?:\[[A-Z]{1,2}\d+[a-z]?\] ?)+)/g;
const ID = /[A-Z]{1,2}\d+[a-z]?/g;

/** A rule begins its line: of a table in docs/rules.md, of a list in another document, of a docstring. */
const IN_RULES = /^\| ([A-Z]{1,2}\d+[a-z]?) +\| /gm;
const IN_DOCUMENTS = /^- \*\*([A-Z]{1,2}\d+[a-z]?)\*\* /gm;
const IN_CODE = /^ \* ([A-Z]{1,2}\d+[a-z]?): /gm;

describe('the rules', () => {
  const places = definitions();
  const quotes = quotations();

  it('that tests quote are all defined', () => {
    assert.deepEqual(
      [...quotes].filter(([id]) => !places.has(id)).map(([id, file]) => `${id}, quoted in ${file}`),
      [],
    );
  });

  it('are each defined once', () => {
    assert.deepEqual(
      [...places].filter(([, files]) => files.length > 1),
      [],
    );
  });

  it('are each quoted by a test', () => {
    assert.deepEqual(
      [...places].filter(([id]) => !quotes.has(id)).map(([id, files]) => `${id} of ${files.join()}`),
      [],
    );
  });
});

/** Each rule with the files that define it. */
function definitions(): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  const collect = (file: string, pattern: RegExp) => {
    for (const [, id = ''] of read(file).matchAll(pattern)) places.set(id, [...(places.get(id) ?? []), file]);
  };
  collect('docs/rules.md', IN_RULES);
  for (const file of fs.globSync('docs/*.md', { cwd: ROOT })) collect(file, IN_DOCUMENTS);
  for (const file of sources()) collect(file, IN_CODE);
  return places;
}

/** Each rule that a test quotes, with one of the files that do. */
function quotations(): ReadonlyMap<string, string> {
  const quotes = new Map<string, string>();
  for (const file of sources())
    for (const [, ids = ''] of read(file).matchAll(QUOTED))
      for (const [id] of ids.matchAll(ID)) quotes.set(id, file);
  return quotes;
}

function sources(): string[] {
  return CODE.flatMap((folder) => fs.globSync(`${folder}/**/*.ts`, { cwd: ROOT }));
}

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}
