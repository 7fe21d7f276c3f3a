import assert from 'node:assert/strict';
import { OfferCache } from './offerCache.ts';
import { offer, placeAt } from '../../test/support/completionPlaces.ts';

const texts = (found: readonly { text: string }[] | undefined) => found?.map(({ text }) => text);

describe('the cache of offers', () => {
  let cache: OfferCache;
  beforeEach(() => {
    cache = new OfferCache();
  });

  it('gives what is left while an offer is typed through, to its last unit', () => {
    cache.put(placeAt('let x = |'), [offer('first();'), offer('fast();')], 0);
    assert.deepEqual(texts(cache.find(placeAt('let x = f|'), 1)), ['irst();', 'ast();']);
    assert.deepEqual(texts(cache.find(placeAt('let x = fi|'), 2)), ['rst();']);
    assert.deepEqual(texts(cache.find(placeAt('let x = first()|'), 3)), [';']);
    assert.equal(cache.find(placeAt('let x = first();|'), 4), undefined);
    assert.equal(cache.find(placeAt('let x = g|'), 5), undefined);
  });

  it('goes through the lines of an offer', () => {
    cache.put(placeAt('a\nb\nif (x) |'), [offer('{\n  run();\n}')], 0);
    assert.deepEqual(texts(cache.find(placeAt('a\nb\nif (x) {\n  r|'), 1)), ['un();\n}']);
  });

  it('knows that there was nothing, for a moment and at just this place', () => {
    cache.put(placeAt('zyx|'), [], 0);
    assert.deepEqual(cache.find(placeAt('zyx|'), 2_999), []);
    assert.equal(cache.find(placeAt('zyxw|'), 1), undefined);
    assert.equal(cache.find(placeAt('zyx|'), 3_000), undefined);
  });

  it('forgets what is half a minute old', () => {
    cache.put(placeAt('a|'), [offer('bc')], 0);
    assert.ok(cache.find(placeAt('a|'), 29_999));
    assert.equal(cache.find(placeAt('a|'), 30_000), undefined);
  });

  it('keeps the offers of 200 requests, those used last', () => {
    for (let n = 0; n < 300; n++) {
      cache.put(placeAt(`line${n} |`), [offer('text')], 0);
      assert.ok(cache.find(placeAt('line0 |'), 0));
    }
    assert.equal(cache.size, 200);
    assert.equal(cache.find(placeAt('line50 |'), 0), undefined);
    assert.ok(cache.find(placeAt('line299 |'), 0));
  });
});
