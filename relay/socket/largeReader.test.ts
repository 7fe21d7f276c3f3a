import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Departures } from '../costs/departures.ts';
import { DEPARTURE_GRACE_MS, MAX_DEPARTING_BYTES, STATE_PATIENCE_MS } from '../costs/memoryLimits.ts';
import { LargeReader } from './largeReader.ts';

describe('[H8] readers of what is large', () => {
  const QUARTER = MAX_DEPARTING_BYTES / 4;
  let clock: ManualClock;
  let departures: Departures;
  let heard: string[];
  let made: number;
  beforeEach(() => {
    clock = new ManualClock();
    departures = new Departures(clock);
    heard = [];
    made = 0;
  });
  const readerOf = (name: string, room = 'room') =>
    new LargeReader({
      ...{ departures, clock, holder: room },
      again: () => heard.push(name),
      close: ({ kind }) => heard.push(`${name}: ${kind}`),
    });
  const load = (reader: LargeReader, source: object, bytes = QUARTER) =>
    reader.load(source, bytes, () => {
      made++;
      return [new Uint8Array(8)];
    });

  it('share what is made once, until the last of them has it', () => {
    const text = {};
    const all = Array.from({ length: 200 }, (_, index) => load(readerOf(String(index)), text));
    assert.equal(made, 1);
    assert.ok(all.every((large) => large?.frames === all[0]?.frames));
    const late = readerOf('late');
    for (const large of all.slice(1)) large?.reading.end();
    all[1]?.reading.end();
    assert.equal(load(late, {}), undefined, 'one of them reads on');
    all[0]?.reading.end();
    clock.advance(0);
    assert.deepEqual(heard, ['late']);
    assert.ok(load(late, {}) !== undefined);
  });

  it('wait once, whatever they ask for meanwhile, and take part in what others have made', () => {
    const first = load(readerOf('first'), {});
    const [ada, ben] = [readerOf('ada'), readerOf('ben')];
    for (let i = 0; i < 3; i++) {
      assert.equal(load(ada, {}), undefined);
      assert.equal(load(ben, {}), undefined);
    }
    first?.reading.end();
    clock.advance(0);
    assert.deepEqual(heard, ['ada']);
    const text = {};
    assert.ok(load(ada, text) !== undefined);
    assert.ok(load(ben, text) !== undefined);
    assert.equal(made, 2);
    clock.advance(STATE_PATIENCE_MS);
    assert.deepEqual(heard, ['ada'], 'nobody waits any more');
  });

  it('give everything back when they go or have no need of it', () => {
    const reader = readerOf('reader');
    load(reader, {});
    const [gone, content, next] = [readerOf('gone'), readerOf('content'), readerOf('next')];
    for (const waiting of [gone, content, next]) assert.equal(load(waiting, {}), undefined);
    gone.end();
    reader.end();
    content.forget();
    clock.advance(0);
    assert.ok(heard.includes('next'));
    assert.ok(load(next, {}) !== undefined);
  });

  it('are sent away when there is no memory for too long, or when they do not read while others wait', () => {
    for (const room of ['a', 'b', 'c', 'd']) load(readerOf(room, room), {});
    const waiting = readerOf('waiting', 'e');
    assert.equal(load(waiting, {}), undefined);
    clock.advance(DEPARTURE_GRACE_MS);
    assert.deepEqual(
      heard,
      ['a', 'b', 'c', 'd'].map((room) => `${room}: readsTooSlowly`),
    );
    clock.advance(STATE_PATIENCE_MS);
    assert.equal(heard.at(-1), 'waiting: busy');
  });
});
