import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../test/support/seed.ts';
import { BlankTable } from './blankTable.ts';
import { DocumentIndex, type IndexScope } from './documentIndex.ts';
import { languageFamilyOf } from './languageFamily.ts';
import { NONE, type SlotChains } from './slotChains.ts';
import { hashOfPair, hashOfShape, hashOfSingle } from './tokenList.ts';
import { Vocabulary } from './vocabulary.ts';

const newScope = (): IndexScope => ({
  vocabulary: new Vocabulary(),
  blanks: new BlankTable(),
  stamp: { latest: 0 },
});
const FAMILY = languageFamilyOf('typescript');
const INDENTATION = { unit: 2, usesTabs: false };
const NO_LIMIT = 1_000_000;

/** Everything that a search can find, written so that it does not depend on slots, ids and the order of typing. */
function contentOf({ vocabulary, blanks }: IndexScope, { tokens }: DocumentIndex): unknown {
  assert.ok(tokens !== undefined);
  const slots: number[] = [];
  for (let slot = tokens.nextOf(NONE); slot !== NONE; slot = tokens.nextOf(slot)) slots.push(slot);
  assert.equal(tokens.count, slots.length);
  const ordinals = new Map(slots.map((slot, ordinal) => [slot, ordinal]));
  const placesOf = (chain: SlotChains, hash: number) => {
    const places: number[] = [];
    for (let slot = chain.first(hash); slot !== NONE; slot = chain.after(slot))
      places.push(ordinals.get(slot) ?? assert.fail('a slot that is not in the text'));
    return places.sort((a, b) => a - b).join(' ');
  };
  return slots.map((slot, ordinal) => {
    const id = tokens.idAt(slot);
    const [id1 = 0, id2 = 0, id3 = 0] = [1, 2, 3].map((back) => tokens.idAt(slots[ordinal - back] ?? NONE));
    return {
      text: vocabulary.textOf(id),
      blank: blanks.textOf(tokens.blankAt(slot)),
      before: ordinals.get(tokens.beforeOf(slot)),
      singles: placesOf(tokens.singles, hashOfSingle(id)),
      pairs: ordinal > 0 && placesOf(tokens.pairs, hashOfPair(id1, id)),
      shapes: ordinal > 2 && placesOf(tokens.shapes, hashOfShape(vocabulary, id3, id2, id1, id)),
      uses: tokens.words.countOf(id),
    };
  });
}

describe('the index of a document', () => {
  it('is the same after any edits as that of the text they lead to', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    for (let round = 0; round < 25; round++) {
      let text = 'const a = b;\n  if (a) {\n\n    return c.d;\n  }\nfoo(bar, 1);\n';
      const scope = newScope();
      const document = new DocumentIndex(scope, text, FAMILY, INDENTATION);
      for (let i = 0; i < 60; i++) {
        const offset = random.int(text.length + 1);
        const deleted = random.chance(0.6) ? 0 : random.int(Math.min(25, text.length - offset) + 1);
        const inserted = random.pick([
          '',
          'x',
          ' ',
          '\n',
          '\n\n  ',
          'foo(1)',
          '  y = 2;\n',
          'a.b',
          '{\n}',
          '\t',
        ]);
        document.edit(offset, deleted, inserted);
        text = text.slice(0, offset) + inserted + text.slice(offset + deleted);
        if (random.chance(0.5)) continue; // several edits between two questions
        const open = random.chance(0.3) ? NONE : document.locate(random.int(text.length + 1)).index;
        document.refresh(open, NO_LIMIT);
        const rebuilt = newScope();
        const other = new DocumentIndex(rebuilt, text, FAMILY, INDENTATION);
        other.refresh(open, NO_LIMIT);
        assert.deepEqual(contentOf(scope, document), contentOf(rebuilt, other));
        assert.equal(scope.vocabulary.size, rebuilt.vocabulary.size);
      }
      document.forgetTokens();
      assert.equal(scope.vocabulary.size, new Vocabulary().size);
    }
  });

  it('reads again what an edit touches, and nothing else', () => {
    const scope = newScope();
    const line = '  const value = compute(alpha, beta);\n';
    const document = new DocumentIndex(scope, line.repeat(5_000), FAMILY);
    document.refresh(NONE, NO_LIMIT);
    const { latest } = scope.stamp;
    for (let i = 0; i < 100; i++) {
      document.edit(1_000 * line.length + 20 + i, 0, 'x');
      document.refresh(1_000, NO_LIMIT);
    }
    document.refresh(NONE, NO_LIMIT);
    assert.ok(scope.stamp.latest - latest < 10, `${scope.stamp.latest - latest} lines`);
  });

  it('learns nothing from the line that is being typed', () => {
    const scope = newScope();
    const document = new DocumentIndex(scope, 'one\ntwo\nthree', FAMILY);
    document.refresh(1, NO_LIMIT);
    assert.equal(document.tokens?.words.countOf(scope.vocabulary.retain('two', 0)), 0);
    document.refresh(2, NO_LIMIT);
    assert.equal(document.tokens.words.countOf(scope.vocabulary.retain('two', 0)), 1);
  });

  it('finds out how the text is indented, also when it began empty', () => {
    const document = new DocumentIndex(newScope(), '', FAMILY);
    document.refresh(NONE, NO_LIMIT);
    assert.equal(document.indentation.unit, 4);
    document.edit(0, 0, 'a {\n  b {\n    c\n  }\n}\n'.repeat(3));
    document.refresh(NONE, NO_LIMIT);
    assert.deepEqual(document.indentation, { unit: 2, usesTabs: false });
    document.edit(0, 0, 'a {\n\tb {\n\t\tc\n\t}\n}\n'.repeat(30));
    document.refresh(NONE, NO_LIMIT);
    assert.deepEqual(document.indentation, { unit: 1, usesTabs: true });
  });
});
