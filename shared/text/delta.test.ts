import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  apply,
  compose,
  type Delta,
  DeltaBuilder,
  IDENTITY,
  invert,
  mapOffset,
  transform,
  unmapOffset,
} from './delta.ts';
import { fromReplaces, fromSequence, toReplaces, trim } from './replaces.ts';
import { withDeletedText } from './textReader.ts';

const LETTERS = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), maxLength: 4 });

/** A text and changes of it, each made of whole characters. */
const textAndChanges = (count: number): fc.Arbitrary<{ text: string; changes: Delta[] }> =>
  fc.string({ unit: fc.constantFrom('x', 'y', '\n', '👍'), maxLength: 12 }).chain((text) =>
    fc
      .array(fc.array(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 3 }), LETTERS), { maxLength: 4 }), {
        minLength: count,
        maxLength: count,
      })
      .map((scripts) => ({ text, changes: scripts.map((script) => changeOf(text, script)) })),
  );

function changeOf(text: string, script: readonly (readonly [number, number, string])[]): Delta {
  const characters = Array.from(text);
  const units = (from: number, count: number): number => characters.slice(from, from + count).join('').length;
  const out = new DeltaBuilder();
  let at = 0;
  for (const [keep, remove, insert] of script) {
    out.retain(units(at, keep));
    out.insert(insert).delete(units(at + keep, remove));
    at += keep + remove;
  }
  return out.build();
}

describe('delta', () => {
  it('composes two changes into one that does both', () => {
    fc.assert(
      fc.property(textAndChanges(2), LETTERS, ({ text, changes: [first] }, inserted) => {
        const middle = apply(first!, text);
        const second = new DeltaBuilder().delete(Math.min(2, middle.length)).insert(inserted).build();
        assert.equal(apply(compose(first!, second), text), apply(second, middle));
      }),
    );
  });

  it('composes in any grouping to the same change', () => {
    fc.assert(
      fc.property(textAndChanges(3), ({ changes: [a, b, c] }) => {
        const then = transform(b!, a!, 'after');
        const last = transform(transform(c!, a!, 'after'), then, 'after');
        assert.deepEqual(compose(compose(a!, then), last), compose(a!, compose(then, last)));
      }),
    );
  });

  it('transforms two changes of one text so that both orders end the same (TP1)', () => {
    fc.assert(
      fc.property(textAndChanges(2), ({ text, changes: [local, pending] }) => {
        const pendingFirst = apply(transform(local!, pending!, 'before'), apply(pending!, text));
        const localFirst = apply(transform(pending!, local!, 'after'), apply(local!, text));
        assert.equal(pendingFirst, localFirst);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every inserted text when transforming', () => {
    fc.assert(
      fc.property(textAndChanges(2), ({ changes: [one, other] }) => {
        const inserted = (delta: Delta): string =>
          toReplaces(delta)
            .map(({ text }) => text)
            .join('');
        assert.equal(inserted(transform(one!, other!, 'after')), inserted(one!));
      }),
    );
  });

  it('puts the insert of the chosen side first where both insert at one place', () => {
    const a = new DeltaBuilder().retain(1).insert('A').build();
    const b = new DeltaBuilder().retain(1).insert('B').build();
    assert.equal(apply(compose(b, transform(a, b, 'before')), 'xy'), 'xABy');
    assert.equal(apply(compose(b, transform(a, b, 'after')), 'xy'), 'xBAy');
  });

  it('takes a change back when the deleted text is known', () => {
    fc.assert(
      fc.property(textAndChanges(1), ({ text, changes: [change] }) => {
        const known = withDeletedText(change!, (at, length) => text.slice(at, at + length));
        assert.equal(apply(invert(known), apply(known, text)), text);
        assert.deepEqual(trim(compose(known, invert(known))), IDENTITY);
      }),
    );
  });

  it('refuses to take back what it does not know, and to reach beyond the text', () => {
    assert.throws(() => invert([{ kind: 'delete', length: 1 }]), /unknown/);
    assert.throws(() => apply([{ kind: 'delete', length: 3 }], 'ab'), /reaches to 3, the text ends at 2/);
  });

  it('is the same change when listed as replacements', () => {
    fc.assert(
      fc.property(textAndChanges(1), ({ changes: [change] }) => {
        assert.deepEqual(fromReplaces(toReplaces(change!)), change);
        assert.deepEqual(fromSequence(toReplaces(change!).reverse()), change);
      }),
    );
  });

  it('reads changes that follow each other in the order in which they were made', () => {
    const changes = [
      { offset: 0, length: 0, text: 'ab' },
      { offset: 1, length: 1, text: 'c' },
    ];
    assert.equal(apply(fromSequence(changes), 'x'), 'acx');
  });

  it('carries offsets through a change and back', () => {
    const change = new DeltaBuilder().retain(2).insert('new').delete(2).build();
    assert.equal(mapOffset(change, 1, 'before'), 1);
    assert.equal(mapOffset(change, 2, 'before'), 2);
    assert.equal(mapOffset(change, 2, 'after'), 5);
    assert.equal(mapOffset(change, 3, 'before'), 5);
    assert.equal(mapOffset(change, 6, 'before'), 7);
    assert.equal(unmapOffset(change, 7), 6);
    assert.equal(unmapOffset(change, 3), 2);
    assert.equal(unmapOffset(change, 1), 1);
  });

  it('carries the place of every kept character through a change and back', () => {
    fc.assert(
      fc.property(textAndChanges(1), fc.nat({ max: 12 }), ({ text, changes: [change] }, offset) => {
        const marked = apply(change!, text);
        const at = mapOffset(change!, offset, 'after');
        if (offset < text.length && !isDeleted(change!, offset)) assert.equal(marked[at], text[offset]);
        if (!isDeleted(change!, offset))
          assert.equal(mapOffset(change!, unmapOffset(change!, at), 'after'), at);
      }),
    );
  });
});

function isDeleted(change: Delta, offset: number): boolean {
  return toReplaces(change).some(
    (replace) => replace.offset <= offset && offset < replace.offset + replace.length,
  );
}
