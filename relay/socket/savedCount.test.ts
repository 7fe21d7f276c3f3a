import assert from 'node:assert/strict';
import { SavedCount } from './savedCount.ts';

describe('saved count', () => {
  it('is the highest message stored', () => {
    const count = new SavedCount();
    assert.equal(count.takeNews(), undefined);
    count.stored({ number: 1, kind: 'step2' });
    count.stored({ number: 2, kind: 'update' });
    assert.equal(count.takeNews(), 2);
    assert.equal(count.takeNews(), undefined);
  });

  it('[N7] stays below a dropped message until a step 2 behind it is stored', () => {
    const count = new SavedCount();
    count.stored({ number: 1, kind: 'step2' });
    count.dropped(2);
    count.dropped(3);
    count.stored({ number: 4, kind: 'update' });
    assert.equal(count.takeNews(), 1);
    count.stored({ number: 5, kind: 'step2' });
    assert.equal(count.takeNews(), 5);
  });

  it('[N7] a step 2 between two drops makes up for the first alone', () => {
    const count = new SavedCount();
    count.dropped(1);
    count.dropped(4);
    count.stored({ number: 2, kind: 'step2' });
    assert.equal(count.takeNews(), 2);
    count.stored({ number: 5, kind: 'update' });
    assert.equal(count.takeNews(), undefined);
    count.stored({ number: 6, kind: 'step2' });
    assert.equal(count.takeNews(), 6);
  });

  it('[N7] stays below a message that is stored later than those after it', () => {
    const count = new SavedCount();
    count.stored({ number: 1, kind: 'step2' });
    count.delay(2);
    count.stored({ number: 3, kind: 'update' });
    assert.equal(count.takeNews(), 1);
    assert.equal(count.takeNews(), undefined);
    count.delay(4);
    count.stored({ number: 5, kind: 'update' });
    count.stored({ number: 2, kind: 'step2' });
    assert.equal(count.takeNews(), 3);
    count.stored({ number: 4, kind: 'step2' });
    assert.equal(count.takeNews(), 5);
  });
});
