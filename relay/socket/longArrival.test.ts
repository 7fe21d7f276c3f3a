import assert from 'node:assert/strict';
import { MAX_MESSAGE_BYTES } from '../../shared/limits.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { LongWork } from '../costs/longWork.ts';
import { ARRIVAL_CHECK_MS, ARRIVAL_GRACE_MS, MAX_ARRIVING_BYTES } from '../costs/memoryLimits.ts';
import { LONG_MESSAGE_BYTES, LONG_WORK_MS_PER_SECOND } from '../limits.ts';
import { LongArrival } from './longArrival.ts';

describe('[H8] a long message that has not come whole', () => {
  let clock: ManualClock;
  let longWork: LongWork;
  let said: string[];
  beforeEach(() => {
    clock = new ManualClock();
    longWork = new LongWork(clock);
    said = [];
    const type = () => {
      longWork.serves('neighbour');
      clock.after(100, type);
    };
    type();
  });
  const open = (holder: string): LongArrival =>
    new LongArrival({
      longWork,
      holder,
      hold: () => said.push(`${holder} held`),
      readInTurn: (work) =>
        longWork.submit(holder, 0, () => {
          work();
          said.push(`${holder} read`);
        }),
      isRead: () => true,
      close: (kind) => said.push(`${holder} ${kind}`),
    });
  /** Somebody else's long work begins when this is paid back. */
  const owedMs = (): number => {
    let ms = 0;
    const done: true[] = [];
    longWork.submit('asks', 0, () => done.push(true));
    for (; done.length === 0; ms += 10) clock.advance(10);
    return ms;
  };

  it('has given back its turn when its sender hangs up', () => {
    for (let i = 0; i < 10; i++) {
      const arrival = open(`eve ${i}`);
      arrival.came(LONG_MESSAGE_BYTES);
      arrival.stop();
    }
    assert.equal(said.filter((word) => word.endsWith('read')).length, 10);
    assert.ok(owedMs() < 500, 'ten of them cost as much as was read of them');
  });

  it('costs its turn while it is on its way', () => {
    open('eve').came(LONG_MESSAGE_BYTES);
    longWork.spent(LONG_WORK_MS_PER_SECOND);
    assert.ok(owedMs() >= 1_000, 'the next one waits');
  });

  it('waits for memory where others have all of it, and is not waited for by whoever comes whole', () => {
    const places = MAX_ARRIVING_BYTES / MAX_MESSAGE_BYTES;
    const others = Array.from({ length: places }, (_, i) => open(`guest ${i}`));
    for (const other of others) {
      other.came(LONG_MESSAGE_BYTES);
      clock.advance(5_000);
    }
    said = [];
    const ada = open('ada');
    ada.came(LONG_MESSAGE_BYTES);
    clock.advance(ARRIVAL_CHECK_MS - 1);
    assert.deepEqual(said, ['ada held']);
    clock.advance(ARRIVAL_GRACE_MS + ARRIVAL_CHECK_MS);
    assert.ok(said.includes('guest 0 busy'));
    others[0]?.stop();
    clock.advance(5_000);
    assert.ok(said.includes('ada read'));
    assert.equal(ada.whole(LONG_MESSAGE_BYTES), true);
    assert.equal(ada.whole(LONG_MESSAGE_BYTES), false);
  });

  it('that came whole while it waited for memory goes on without it', () => {
    const others = Array.from({ length: MAX_ARRIVING_BYTES / MAX_MESSAGE_BYTES }, (_, i) =>
      open(`guest ${i}`),
    );
    for (const other of others) {
      other.came(LONG_MESSAGE_BYTES);
      clock.advance(5_000);
    }
    const ada = open('ada');
    ada.came(LONG_MESSAGE_BYTES);
    assert.equal(ada.whole(LONG_MESSAGE_BYTES), false);
    clock.advance(5_000);
    assert.ok(said.includes('ada read'));
    assert.equal(ada.whole(40), false, 'its turn was not one to come');
  });

  it('uses up its turn also where it is no long one in the end', () => {
    const eve = open('eve');
    // With its header it was.
    eve.came(LONG_MESSAGE_BYTES + 14);
    assert.equal(eve.whole(LONG_MESSAGE_BYTES - 1), true);
    said = [];
    eve.came(LONG_MESSAGE_BYTES);
    assert.deepEqual(said.slice(0, 1), ['eve held'], 'the next one asks for memory again');
  });

  it('is not made of pings and pongs', () => {
    const idle = open('idle');
    for (let i = 0; i < 100_000; i++) {
      idle.came(14);
      idle.passed(8);
    }
    assert.deepEqual(said, []);
  });

  it('is refused in crumbs, and not in the segments of a slow line', () => {
    const slow = open('slow');
    for (let i = 0; i < MAX_MESSAGE_BYTES / 536; i++) slow.came(536);
    const eve = open('eve');
    for (let i = 0; i < 5_000; i++) eve.came(1);
    assert.deepEqual(said.filter((word) => word.includes('sendsTooMuch')).slice(0, 1), ['eve sendsTooMuch']);
  });
});
