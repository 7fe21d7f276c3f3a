import assert from 'node:assert/strict';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { LargeAnswer, weigh } from './largeAnswer.ts';

describe('[H8] a large answer', () => {
  const read = async (body: object) => {
    let [passed, ends] = [0, 0];
    const answer = new LargeAnswer(body);
    const bytes = await buffer(answer.stream({ passed: (count) => (passed += count), end: () => ends++ }));
    assert.equal(passed, bytes.length);
    assert.equal(ends, 1);
    assert.equal(answer.length, bytes.length);
    return bytes.toString();
  };
  const ascii = String.fromCharCode(...Array(128).keys());

  for (const [what, body] of Object.entries({
    'of a room': { id: 'a', code: 'let x = "1";\n\t'.repeat(20_000), at: null, isOpen: true, people: 3 },
    'of controls': { code: '\u0001'.repeat(100_000) },
    'of every character of ASCII': { code: ascii.repeat(2_000), name: ascii },
    'of characters of two, three and four bytes': { code: 'xé€😀\u2028\ufffd'.repeat(30_000) },
    'of a list': Array.from({ length: 300 }, (_, index) => ({
      code: index % 3 === 0 ? null : 'é"'.repeat(index * 20),
    })),
    'of a field that is not there': { code: 'x'.repeat(2_000), name: undefined, at: 1 },
    'of nothing': [],
  }))
    it(`${what} is the same as JSON.stringify makes, and as long as it says`, async () => {
      const json = await read(body);
      assert.ok(json === JSON.stringify(body));
    });

  it('weighs at least what it keeps, and not what escaping makes of a text', () => {
    const text = '\u0001'.repeat(1_000_000);
    assert.ok(weigh({ code: text }) >= 1_000_000);
    assert.ok(weigh({ code: text }) < 1_001_000);
    assert.ok(weigh({ code: '€'.repeat(1_000_000) }) >= 3_000_000);
    const list = Array.from({ length: 500 }, (_, index) => ({ index, name: '\u0001'.repeat(200), at: 1.5 }));
    assert.ok(weigh(list) >= JSON.stringify(list).length);
  });

  it('tells its end to who kept memory for it when it is given up in the middle', async () => {
    let ends = 0;
    const stream = new LargeAnswer({ code: 'x'.repeat(1_000_000) }).stream({
      passed: () => undefined,
      end: () => ends++,
    });
    await once(stream, 'readable');
    stream.destroy();
    await once(stream, 'close');
    assert.equal(ends, 1);
  });
});
