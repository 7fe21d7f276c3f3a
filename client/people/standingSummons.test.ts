import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { StandingSummons, type SummonsRoom } from './standingSummons.ts';
import { SUMMONS_LASTS_MS } from './summonsInbox.ts';

describe('one’s own requests that everybody come', () => {
  let clock: ManualClock;
  let standing: StandingSummons;
  let shown: Map<SummonsRoom, string | null | undefined>;

  beforeEach(() => {
    clock = new ManualClock();
    standing = new StandingSummons(clock);
    shown = new Map();
  });

  const room = (): SummonsRoom => {
    const made: SummonsRoom = { publish: ({ summons }) => void shown.set(made, summons) };
    return made;
  };

  it('stand for half a minute, so that who joins later is not asked', () => {
    const here = room();
    standing.send(here);
    assert.equal(typeof shown.get(here), 'string');
    clock.advance(SUMMONS_LASTS_MS);
    assert.equal(shown.get(here), null);
  });

  it('end in every room, also where one followed in another', () => {
    const [here, there] = [room(), room()];
    standing.send(here);
    clock.advance(SUMMONS_LASTS_MS / 2);
    standing.send(there);
    clock.advance(SUMMONS_LASTS_MS / 2);
    assert.equal(shown.get(here), null);
    assert.equal(typeof shown.get(there), 'string');
    clock.advance(SUMMONS_LASTS_MS / 2);
    assert.equal(shown.get(there), null);
  });

  it('a second one in a room is another one, and stands for as long', () => {
    const here = room();
    standing.send(here);
    const first = shown.get(here);
    clock.advance(SUMMONS_LASTS_MS / 2);
    standing.send(here);
    assert.notEqual(shown.get(here), first);
    clock.advance(SUMMONS_LASTS_MS / 2);
    assert.equal(typeof shown.get(here), 'string');
  });

  it('leave no timer behind', () => {
    standing.send(room());
    standing.send(room());
    standing.dispose();
    assert.equal(clock.pending, 0);
  });
});
