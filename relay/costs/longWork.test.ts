import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import {
  COMPANY_MS,
  LONG_WORK_BURST_MS,
  LONG_WORK_MS_PER_SECOND,
  MAX_LONG_WORK_OWED_MS,
  UNNOTICED_MS,
} from '../limits.ts';
import { MAX_LONG_WORK_BYTES } from './memoryLimits.ts';
import type { Holder } from './ledger.ts';
import { LongWork } from './longWork.ts';

describe('[H8] long work', () => {
  let clock: ManualClock;
  let longWork: LongWork;
  let done: string[];
  let cancelTyping: () => void;
  beforeEach(() => {
    clock = new ManualClock();
    longWork = new LongWork(clock);
    done = [];
    typing();
  });

  /** A neighbour who types all the time. */
  const typing = () => {
    longWork.serves('neighbour');
    cancelTyping = clock.after(COMPANY_MS / 2, typing);
  };

  /** Submits work that takes `ms` milliseconds. */
  const submit = (holder: Holder, name: string, ms = 100, bytes = 1_000) =>
    longWork.submit(holder, bytes, () => {
      done.push(name);
      longWork.spent(ms);
    });

  it('is done at once while there is time left', () => {
    for (let i = 0; i < 3; i++) assert.ok(submit('ada', String(i), LONG_WORK_BURST_MS / 3));
    assert.deepEqual(done, ['0', '1', '2']);
  });

  it('waits then until what was spent is paid back', () => {
    submit('ada', 'first', LONG_WORK_BURST_MS + 2 * LONG_WORK_MS_PER_SECOND);
    submit('bob', 'second');
    clock.advance(1_990);
    assert.deepEqual(done, ['first']);
    clock.advance(20);
    assert.deepEqual(done, ['first', 'second']);
  });

  it('takes no more than its part of the time, however many ask', () => {
    let spent = 0;
    const ask = (holder: string): boolean =>
      longWork.submit(holder, 0, () => {
        spent += 50;
        longWork.spent(50);
        clock.soon(() => ask(holder));
      });
    for (let i = 0; i < 20; i++) ask(`holder ${i}`);
    clock.advance(60_000);
    assert.ok(spent >= 60 * LONG_WORK_MS_PER_SECOND, `${spent} ms were spent`);
    assert.ok(spent <= 60 * LONG_WORK_MS_PER_SECOND + LONG_WORK_BURST_MS + 100, `${spent} ms were spent`);
  });

  it('is done in turns, and each holder’s in order', () => {
    submit('eve', 'long', 1_000);
    for (let i = 0; i < 5; i++) submit('eve', `eve ${i}`);
    submit('ada', 'ada 0');
    submit('ada', 'ada 1');
    clock.advance(200_000);
    assert.deepEqual(done, ['long', 'eve 0', 'ada 0', 'eve 1', 'ada 1', 'eve 2', 'eve 3', 'eve 4']);
  });

  it('does not overtake what its holder has said before, and which waits', () => {
    submit('ada', 'long', 1_000);
    submit('ada', 'first');
    clock.advance(14_000);
    submit('ada', 'second');
    assert.deepEqual(done, ['long']);
    clock.advance(60_000);
    assert.deepEqual(done, ['long', 'first', 'second']);
  });

  it('lets nothing wait for more than fifteen seconds for whatever was done', () => {
    longWork.spent(1e9);
    submit('ada', 'after it');
    clock.advance(((MAX_LONG_WORK_OWED_MS - LONG_WORK_BURST_MS) * 1_000) / LONG_WORK_MS_PER_SECOND + 1);
    assert.deepEqual(done, ['after it']);
  });

  it('does not count what nobody notices, and takes back what was too much', () => {
    for (let i = 0; i < 10_000; i++) longWork.spent(UNNOTICED_MS);
    longWork.spent(LONG_WORK_BURST_MS + 100);
    longWork.spent(-100);
    submit('ada', 'at once');
    assert.deepEqual(done, ['at once']);
  });

  it('begins sooner when less was spent than was thought', () => {
    longWork.spent(LONG_WORK_BURST_MS + 5 * LONG_WORK_MS_PER_SECOND);
    submit('ada', 'waiting');
    longWork.spent(-5 * LONG_WORK_MS_PER_SECOND);
    clock.advance(1);
    assert.deepEqual(done, ['waiting']);
  });

  it('is refused when the work that waits takes too much memory, and accepted again later', () => {
    submit('ada', 'long', 1_000);
    const part = MAX_LONG_WORK_BYTES / 8;
    assert.ok(submit('eve', 'one', 1, part));
    assert.ok(submit('eve', 'two', 1, part));
    assert.ok(!submit('eve', 'three', 1, 1), 'a quarter is what one holder may have waiting');
    for (let i = 0; i < 6; i++) assert.ok(submit(`guest ${i}`, `guest ${i}`, 1, part));
    assert.ok(!submit('bob', 'too late', 1, 1));
    clock.advance(60_000);
    assert.equal(done.length, 9);
    assert.ok(submit('eve', 'again', 1, part));
    assert.equal(done.at(-1), 'again');
  });

  it('of somebody who is alone waits for nothing, and in company again', () => {
    cancelTyping();
    clock.advance(COMPANY_MS);
    for (let i = 0; i < 5; i++) {
      longWork.serves('ada');
      submit('ada', String(i), 1_000);
    }
    assert.deepEqual(done, ['0', '1', '2', '3', '4']);
    longWork.serves('neighbour');
    longWork.serves('ada');
    submit('ada', 'in company');
    assert.equal(done.length, 5);
    clock.advance(COMPANY_MS);
    assert.equal(done.at(-1), 'in company');
  });

  it('waits for a neighbour who types, though many others wait with it and say nothing', () => {
    longWork.serves('eve');
    submit('eve', 'long', 1_000);
    for (let i = 0; i < 5; i++) {
      longWork.serves(`eve ${i}`);
      submit(`eve ${i}`, `eve ${i}`);
    }
    clock.advance(10 * COMPANY_MS);
    assert.deepEqual(done, ['long']);
  });

  it('is never done after the end', () => {
    cancelTyping();
    submit('ada', 'long', 1_000);
    submit('ada', 'waiting');
    longWork.close();
    assert.ok(!submit('bob', 'late'));
    clock.advance(60_000);
    assert.deepEqual(done, ['long']);
    assert.equal(clock.pending, 0);
  });
});
