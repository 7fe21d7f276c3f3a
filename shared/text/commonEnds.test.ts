import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commonEnd, commonStart } from './commonEnds.ts';

const TEXT = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁'), maxLength: 8 });

describe('the common ends of two texts', () => {
  it('are alike, and as long as they can be', () => {
    fc.assert(
      fc.property(TEXT, TEXT, TEXT, TEXT, fc.nat({ max: 12 }), (head, one, other, tail, most) => {
        const [a, b] = [head + one + tail, head + other + tail];
        const start = commonStart(a, b);
        assert.equal(a.slice(0, start), b.slice(0, start));
        assert.ok(start >= head.length);
        assert.ok(start === Math.min(a.length, b.length) || a[start] !== b[start]);

        const shorter = Math.min(a.length, b.length, most);
        const end = commonEnd(a, b, shorter);
        assert.equal(a.slice(a.length - end), b.slice(b.length - end));
        assert.ok(end >= Math.min(tail.length, shorter));
        assert.ok(end === shorter || a.at(-1 - end) !== b.at(-1 - end));
      }),
    );
  });
});
