import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Departures, type Cargo } from './departures.ts';
import {
  DEPARTURE_BYTES_PER_SECOND,
  DEPARTURE_CHECK_MS,
  DEPARTURE_GRACE_MS,
  MAX_DEPARTING_BYTES,
} from './memoryLimits.ts';

describe('[H8] large answers on their way out', () => {
  const EIGHTH = MAX_DEPARTING_BYTES / 8;
  const PATIENCE_MS = 10 * DEPARTURE_GRACE_MS;
  let clock: ManualClock;
  let departures: Departures;
  let begun: string[];
  let refused: string[];
  let cargoes: Map<string, Cargo>;
  beforeEach(() => {
    clock = new ManualClock();
    departures = new Departures(clock);
    [begun, refused] = [[], []];
    cargoes = new Map();
  });
  const wait = (holder: string, name: string, bytes = EIGHTH, patienceMs = PATIENCE_MS) =>
    departures.wait({
      ...{ holder, bytes, patienceMs },
      begin: (cargo) => {
        begun.push(name);
        cargoes.set(name, cargo);
      },
      refuse: () => refused.push(name),
    });
  const fill = () => {
    for (let i = 0; i < 8; i++) wait(`guest ${i}`, String(i));
    assert.equal(begun.splice(0).length, 8);
  };
  const end = (name: string) => cargoes.get(name)?.end();

  it('have memory at once while there is some, a quarter of it for one holder', () => {
    wait('eve', 'one');
    assert.ok(departures.take('eve', EIGHTH) !== undefined);
    assert.equal(departures.take('eve', EIGHTH), undefined);
    wait('eve', 'three');
    wait('ada', 'hers');
    assert.deepEqual(begun, ['one', 'hers']);
    end('one');
    assert.deepEqual(begun, ['one', 'hers', 'three']);
  });

  it('wait in the order in which they came, small ones behind large ones', () => {
    fill();
    wait('ada', 'large', 2 * EIGHTH);
    wait('ben', 'small');
    assert.equal(departures.take('cem', 1), undefined, 'nobody goes before who waits');
    end('0');
    end('0');
    assert.deepEqual(begun, [], 'what is ended twice gives back what it had once');
    end('1');
    assert.deepEqual(begun, ['large']);
    end('2');
    assert.deepEqual(begun, ['large', 'small']);
  });

  it('let those behind them go on when they do not wait any more', () => {
    fill();
    const takeBack = wait('ada', 'large', 2 * EIGHTH);
    wait('ben', 'small');
    end('0');
    assert.deepEqual(begun, []);
    takeBack();
    takeBack();
    assert.deepEqual(begun, ['small']);
    assert.deepEqual(refused, []);
  });

  it('are refused after their patience, and let those behind them go on', () => {
    fill();
    wait('ada', 'large', 2 * EIGHTH, 5_000);
    wait('ben', 'small');
    end('0');
    clock.advance(4_999);
    assert.deepEqual([begun, refused], [[], []]);
    clock.advance(1);
    assert.deepEqual([begun, refused], [['small'], ['large']]);
  });

  it('lose a reader that is too slow, and only while somebody waits', () => {
    const givenUp: string[] = [];
    const follow = (name: string, holder?: string) =>
      departures.follow({ ...(holder !== undefined && { holder }), giveUp: () => givenUp.push(name) });
    fill();
    const [slow] = [follow('slow'), follow('stopped', 'eve')];
    follow('gone').end();
    clock.advance(10 * DEPARTURE_GRACE_MS);
    assert.deepEqual(givenUp, []);
    wait('eve', 'the next of who has stopped');
    wait('ada', 'hers');
    const second = DEPARTURE_BYTES_PER_SECOND * (DEPARTURE_CHECK_MS / 1_000);
    for (let ms = 0; ms < DEPARTURE_GRACE_MS; ms += DEPARTURE_CHECK_MS) {
      assert.deepEqual(givenUp, []);
      slow.passed(second);
      clock.advance(DEPARTURE_CHECK_MS);
    }
    assert.deepEqual(givenUp, ['stopped']);
    assert.deepEqual(refused, ['the next of who has stopped']);
    clock.advance(DEPARTURE_GRACE_MS);
    assert.deepEqual(givenUp, ['stopped', 'slow'], 'what was read before is no reason to wait for the rest');
    end('0');
    assert.deepEqual(begun, ['hers']);
    clock.advance(DEPARTURE_CHECK_MS);
    assert.equal(clock.pending, 0);
  });

  it('are refused by a relay that stops, without a timer left', () => {
    fill();
    wait('ada', 'hers');
    departures.close();
    assert.deepEqual(refused, ['hers']);
    assert.equal(clock.pending, 0);
  });
});
