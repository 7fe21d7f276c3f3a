import assert from 'node:assert/strict';
import fc from 'fast-check';
import { storedText } from './storedText.ts';

const seed = Number(process.env['TANDEM_SEED'] ?? Date.now() & 0x7fffffff);

describe('storedText', function () {
  this.timeout(30_000);

  it(`brings back every well-formed text, and stores no U+0000 (TANDEM_SEED=${seed})`, () => {
    const texts = fc.string({
      unit: fc.oneof(fc.constantFrom('\0', '\\', '0', '\\0'), fc.string({ unit: 'binary' })),
    });
    fc.assert(
      fc.property(texts, (text) => {
        const stored = storedText.to(text);
        assert.ok(!stored.includes('\0'));
        assert.equal(storedText.from(stored), text.toWellFormed());
      }),
      { seed, numRuns: 300 },
    );
  });

  it('leaves ordinary text as it is, so that a person can read the table', () => {
    assert.equal(storedText.to(`Ada's room 😀 "x"`), `Ada's room 😀 "x"`);
  });
});
