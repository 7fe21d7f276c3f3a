import assert from 'node:assert/strict';
import { HEARTBEAT_INTERVAL_MS, MAX_MESSAGE_BYTES } from '../../shared/limits.ts';
import { InflowDesk } from '../../test/support/inflowDesk.ts';
import { COST_RATES } from '../costs/costRates.ts';
import { FLOOD_PATIENCE_MS, MESSAGES_OF_A_TURN, RESUMES_OF_A_TURN } from '../limits.ts';

describe('[S20] what one client may send', () => {
  let desk: InflowDesk;
  beforeEach(() => (desk = new InflowDesk()));

  it('is ten seconds of messages at once, and then as many as the limit', () => {
    const inflow = desk.open(100);
    for (let i = 0; i < 1_000; i++) inflow.count(50);
    assert.deepEqual(desk.said, []);
    inflow.count(50);
    assert.deepEqual(desk.said, ['pause']);
    desk.clock.advance(10);
    assert.deepEqual(desk.said, ['pause', 'resume']);
    inflow.count(50);
    assert.deepEqual(desk.said, ['pause', 'resume', 'pause']);
  });

  it('goes by bytes, too: four kibibytes are one message', () => {
    const inflow = desk.open(1_000);
    for (let megabytes = 0; megabytes < 39; megabytes++) inflow.count(1024 * 1024);
    assert.deepEqual(desk.said, []);
    inflow.count(1024 * 1024);
    inflow.count(1024 * 1024);
    assert.deepEqual(desk.said, ['pause']);
  });

  it('who types fast and pastes a megabyte now and then never waits', () => {
    const inflow = desk.open(1_000);
    for (let second = 0; second < 600; second++) {
      for (let key = 0; key < 100; key++) inflow.count(60);
      if (second % 5 === 0) inflow.count(1_050_000);
      desk.clock.advance(1_000);
    }
    assert.deepEqual(desk.said, []);
  });

  it('who never stops is closed after half a minute, and not who had much to say once', () => {
    const inflow = desk.open(100);
    for (let i = 0; i < 3_000; i++) {
      inflow.count(50);
      if (desk.said.at(-1) === 'pause') desk.clock.advance(10);
    }
    desk.clock.advance(20_000);
    for (let i = 0; i < 500; i++) inflow.count(50);
    desk.clock.advance(20_000);
    for (let i = 0; i < 2_000; i++) {
      inflow.count(50);
      if (desk.said.at(-1) === 'pause') desk.clock.advance(10);
    }
    assert.ok(!desk.said.includes('4429'));
    for (let i = 0; i < 3_000; i++) {
      inflow.count(50);
      if (desk.said.at(-1) === 'pause') desk.clock.advance(10);
    }
    assert.equal(desk.said.at(-1), '4429');
  });

  it('makes nobody wait long for one large message, however low the limit, and lets them type on', () => {
    const inflow = desk.open(1);
    inflow.count(MAX_MESSAGE_BYTES);
    assert.deepEqual(desk.said, ['pause']);
    desk.clock.advance(HEARTBEAT_INTERVAL_MS);
    assert.deepEqual(desk.said, ['pause', 'resume']);
    for (let key = 0; key < 60; key++) {
      inflow.count(50);
      desk.clock.advance(2_000);
    }
    assert.ok(!desk.said.includes('4429'));
  });

  it('has no limit at 0, and no timer when the connection is gone', () => {
    const free = desk.open(0);
    for (let i = 0; i < 100_000; i++) free.count(1_000_000);
    assert.deepEqual(desk.said, []);
    const inflow = desk.open(1);
    for (let i = 0; i < 11; i++) inflow.count(1);
    inflow.stop(() => undefined);
    assert.equal(desk.clock.pending, 0);
  });

  for (const cost of ['logBytes', 'loopMs', 'bytesSent', 'idleDeletions'] as const) {
    it(`pauses who causes too much of ${cost}, for as long as it takes, and never closes`, () => {
      const { burst, perSecond, longestWaitMs } = COST_RATES[cost];
      const inflow = desk.open(0);
      inflow.charge(cost, burst);
      assert.deepEqual(desk.said, []);
      for (let time = 0; time < 3 * FLOOD_PATIENCE_MS; time += 10_000) {
        desk.said = [];
        inflow.charge(cost, 10 * perSecond);
        assert.deepEqual(desk.said, ['pause']);
        desk.clock.advance(10_000);
        assert.deepEqual(desk.said, ['pause', 'resume']);
      }
      desk.said = [];
      inflow.charge(cost, 1e12);
      desk.clock.advance(longestWaitMs - 1);
      assert.ok(!desk.said.includes('resume'));
      assert.equal(desk.said.filter((word) => word === 'held').length, longestWaitMs / 10_000 - 1);
      desk.clock.advance(2);
      assert.equal(desk.said.at(-1), 'resume');
      assert.ok(desk.slowed.every((word) => word === cost));
    });
  }

  it('is not read before everything that was caused meanwhile is paid back', () => {
    const inflow = desk.open(100);
    for (let i = 0; i < 1_001; i++) inflow.count(50);
    inflow.charge('logBytes', COST_RATES.logBytes.burst + 5 * COST_RATES.logBytes.perSecond);
    desk.clock.advance(4_999);
    assert.ok(!desk.said.includes('resume'));
    desk.clock.advance(1);
    assert.equal(desk.said.at(-1), 'resume');
    assert.equal(desk.said.filter((word) => word === 'pause').length, 1);
  });

  it('does not look into what had come already while it is paused, and then goes on in order', () => {
    const inflow = desk.open(100);
    const { burst, perSecond } = COST_RATES.presenceBytes;
    const show = (name: string) => () => {
      desk.said.push(name);
      inflow.charge('presenceBytes', name === 'first' ? burst + perSecond : perSecond);
    };
    for (const name of ['first', 'second', 'third']) inflow.take(1_000, show(name));
    inflow.take(50, () => desk.said.push('key'));
    assert.deepEqual(desk.said, ['first', 'pause']);
    desk.clock.advance(1_000);
    assert.deepEqual(desk.said, ['first', 'pause', 'second']);
    desk.clock.advance(1_000);
    assert.deepEqual(desk.said.slice(3), ['third']);
    inflow.stop(() => desk.said.push('gone'));
    assert.deepEqual(desk.said.slice(4), ['key', 'gone']);
    desk.clock.advance(0);
    assert.equal(desk.clock.pending, 0);
  });

  it('looks into some hundred messages in a turn, and into the others in the next ones', () => {
    const inflow = desk.open(0);
    let looked = 0;
    for (let i = 0; i < 3 * MESSAGES_OF_A_TURN; i++) inflow.take(50, () => looked++);
    assert.equal(looked, MESSAGES_OF_A_TURN);
    assert.deepEqual(desk.said, ['pause']);
    desk.clock.advance(0);
    assert.equal(looked, 3 * MESSAGES_OF_A_TURN);
    assert.deepEqual(desk.said, ['pause', 'resume']);
  });

  it('[H8] begins to be read in turns, however many connections come at once', () => {
    for (let i = 0; i < 3 * RESUMES_OF_A_TURN; i++) desk.meet(100).begin();
    assert.deepEqual(desk.said, Array(RESUMES_OF_A_TURN).fill('resume'));
    desk.clock.advance(0);
    assert.deepEqual(desk.said, Array(3 * RESUMES_OF_A_TURN).fill('resume'));
  });

  it('[H8] is read to its end when the connection is gone, a turn at a time', () => {
    const turns: number[] = [];
    const inflow = desk.open(0);
    let looked = 0;
    for (let i = 0; i < 3 * MESSAGES_OF_A_TURN; i++) inflow.take(50, () => looked++);
    let isGone = false;
    inflow.stop(() => (isGone = true));
    turns.push(looked);
    assert.equal(isGone, false);
    desk.clock.advance(0);
    assert.ok(isGone);
    assert.deepEqual(turns, [MESSAGES_OF_A_TURN]);
    assert.equal(looked, 3 * MESSAGES_OF_A_TURN);
  });

  it('does not pause for new client ids, which are refused', () => {
    const inflow = desk.open(100);
    assert.ok(inflow.charge('newClients', 10_000) > 0);
    assert.deepEqual(desk.said, []);
  });
});
