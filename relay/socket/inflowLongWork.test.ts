import assert from 'node:assert/strict';
import { MAX_MESSAGE_BYTES } from '../../shared/limits.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import { InflowDesk } from '../../test/support/inflowDesk.ts';
import { MAX_LONG_WORK_BYTES } from '../costs/memoryLimits.ts';
import { LONG_MESSAGE_BYTES, LONG_WORK_BURST_MS, LONG_WORK_MS_PER_SECOND, MAX_PAUSE_MS } from '../limits.ts';

describe('[H8] what takes the relay long, of what one client sends', () => {
  let desk: InflowDesk;
  /** Nobody's long work goes on before this has passed. */
  const OWED_MS = 5_000;
  const owe = () => desk.longWork.spent(LONG_WORK_BURST_MS + (OWED_MS / 1_000) * LONG_WORK_MS_PER_SECOND);
  let cancelTyping: () => void;
  const type = () => {
    desk.longWork.serves('neighbour');
    cancelTyping = desk.clock.after(100, type);
  };
  beforeEach(() => {
    desk = new InflowDesk();
    type();
  });

  it('is read at once as long as there is time for it', () => {
    desk.open(0).take(LONG_MESSAGE_BYTES, () => desk.said.push('read'));
    assert.deepEqual(desk.said, ['read']);
  });

  it('waits for its turn, and all that comes after it waits with it, unread', () => {
    owe();
    const inflow = desk.open(0);
    inflow.take(40, () => desk.said.push('before'));
    inflow.take(LONG_MESSAGE_BYTES, () => desk.said.push('long'));
    inflow.take(40, () => desk.said.push('after'));
    assert.deepEqual(desk.said, ['before', 'pause']);
    desk.clock.advance(OWED_MS + 1);
    assert.deepEqual(desk.said, ['before', 'pause', 'long', 'after', 'resume']);
    inflow.take(40, () => desk.said.push('at once'));
    assert.equal(desk.said.at(-1), 'at once');
  });

  it('goes by what the last message took, too, and not for keystrokes', () => {
    const inflow = desk.open(0);
    inflow.take(1_000, () => (desk.busyMs += LONG_WORK_BURST_MS + 5 * LONG_WORK_MS_PER_SECOND));
    inflow.take(60, () => desk.said.push('key'));
    inflow.take(1_000, () => desk.said.push('another'));
    assert.deepEqual(desk.said, ['key', 'pause']);
    desk.clock.advance(5_001);
    assert.deepEqual(desk.said, ['key', 'pause', 'another', 'resume']);
  });

  it('is not read further than its beginning before its turn, and then at once', () => {
    owe();
    const inflow = desk.open(0);
    inflow.arrives(LONG_MESSAGE_BYTES - 1);
    assert.deepEqual(desk.said, []);
    inflow.arrives(1);
    assert.deepEqual(desk.said, ['pause']);
    desk.clock.advance(OWED_MS + 1);
    assert.deepEqual(desk.said, ['pause', 'resume']);
    inflow.arrives(1_000_000);
    inflow.take(LONG_MESSAGE_BYTES + 1_000_000, () => desk.said.push('read'));
    assert.deepEqual(desk.said, ['pause', 'resume', 'read']);
  });

  it('has one turn for each long message, and short ones in a row are none', () => {
    const inflow = desk.open(0);
    for (let i = 0; i < 10; i++) {
      inflow.arrives(LONG_MESSAGE_BYTES / 2);
      inflow.take(40, () => desk.said.push('short'));
    }
    owe();
    inflow.arrives(LONG_MESSAGE_BYTES);
    desk.clock.advance(OWED_MS + 1);
    inflow.take(LONG_MESSAGE_BYTES, () => desk.said.push('long'));
    owe();
    inflow.arrives(LONG_MESSAGE_BYTES);
    assert.deepEqual(desk.said.slice(10), ['pause', 'resume', 'long', 'pause']);
  });

  it('gives signs of life while it waits', () => {
    desk.longWork.spent(1e9);
    const inflow = desk.open(0);
    inflow.take(LONG_MESSAGE_BYTES, () => desk.said.push('read'));
    desk.clock.advance(MAX_PAUSE_MS + 1);
    assert.deepEqual(desk.said, ['pause', 'held']);
  });

  it('is read to the end before the connection counts as gone', () => {
    owe();
    const inflow = desk.open(0);
    inflow.take(LONG_MESSAGE_BYTES, () => desk.said.push('read'));
    inflow.stop(() => desk.said.push('gone'));
    assert.deepEqual(desk.said, ['pause']);
    desk.clock.advance(OWED_MS + 1);
    assert.deepEqual(desk.said, ['pause', 'read', 'gone']);
    cancelTyping();
    assert.equal(desk.clock.pending, 0);
  });

  it('sends away for a moment whose messages would take too much memory', () => {
    owe();
    const inflow = desk.open(0);
    for (let bytes = 0; bytes <= MAX_LONG_WORK_BYTES / 4; bytes += MAX_MESSAGE_BYTES)
      inflow.take(MAX_MESSAGE_BYTES, () => undefined);
    assert.equal(desk.said.at(-1), String(CloseCode.tryAgainLater));
  });
});
