import assert from 'node:assert/strict';
import { MAX_MESSAGE_BYTES, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { whyTooLarge } from './roomSize.ts';

describe('the size of a text to share', () => {
  it('may reach the limit of a room', () => {
    assert.equal(whyTooLarge(''), undefined);
    assert.equal(whyTooLarge('x'.repeat(MAX_TEXT_UNITS)), undefined);
  });

  it('is refused in a sentence above it', () => {
    assert.match(whyTooLarge('x'.repeat(MAX_TEXT_UNITS + 1)) ?? '', /larger than 5 MB.*for a room/);
  });

  it('is refused in a sentence when its bytes do not go into one message', () => {
    const wide = '漢'.repeat(MAX_MESSAGE_BYTES / 3);
    assert.ok(wide.length < MAX_TEXT_UNITS);
    assert.match(whyTooLarge(wide) ?? '', /larger than 8 MB.*for a new room/);
    assert.equal(whyTooLarge(wide.slice(1024)), undefined);
  });
});
