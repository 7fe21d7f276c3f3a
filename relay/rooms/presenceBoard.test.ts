import assert from 'node:assert/strict';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as Y from 'yjs';
import { encodeAwareness, inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import type { Clock } from '../clock.ts';
import { PresenceBoard } from './presenceBoard.ts';
import { SharedUpdate } from './sharedUpdate.ts';
import { PresenceStamps } from './presenceStamps.ts';

const entryOf = (clientId: number, state: unknown = {}) => ({
  clientId,
  clock: 1_800_000_000,
  state: new TextEncoder().encode(JSON.stringify(state)),
});

describe('an awareness update that many are sent', () => {
  for (const movers of [1, 2, 3, 31, 32, 200]) {
    it(`[H8] gives each of ${movers} all others once, never itself, and is shared`, () => {
      const shared = new SharedUpdate(Array.from({ length: movers }, (_, id) => entryOf(id)));
      const encoded = new Set<Uint8Array>();
      let entries = 0;
      for (let own = 0; own < movers; own++) {
        const seen: number[] = [];
        for (const bytes of shared.without(own)) {
          const verdict = inspectAwareness(bytes);
          assert.ok(verdict.kind === 'accepted');
          seen.push(...verdict.entries.map(({ clientId }) => clientId));
          if (!encoded.has(bytes)) entries += verdict.entries.length;
          encoded.add(bytes);
        }
        assert.deepEqual(
          seen,
          Array.from({ length: movers }, (_, id) => id).filter((id) => id !== own),
        );
      }
      assert.ok(encoded.size <= 2 * movers, `${encoded.size} encodings`);
      assert.ok(entries <= 13 * movers, `${entries} entries were encoded`);
      assert.equal(shared.without(undefined)[0], shared.without(movers)[0]);
    });
  }

  /** Why nobody is sent their own entry, however cheap one message for all would be. */
  it('would put an old state in the place of what a client of y-protocols shows by now', () => {
    const mine = new awarenessProtocol.Awareness(new Y.Doc());
    mine.setLocalState({ cursor: 1 });
    const echo = encodeAwareness([entryOf(mine.clientID, { cursor: 1 })]);
    mine.setLocalState({ cursor: 2 });
    awarenessProtocol.applyAwarenessUpdate(mine, echo, 'relay');
    assert.deepEqual(mine.getLocalState(), { cursor: 1 });
    mine.destroy();
  });
});

describe('the ticks of presence', () => {
  const PEOPLE = 20;

  /** A board with so many lookers-on, each of whom takes the relay so long to be told; `told` is the ticks each has had. */
  function crowd() {
    const time = new ManualClock();
    const crowd = { msForEach: 0, bytesForEach: 100, told: 0 };
    let spent = 0;
    const clock: Clock = {
      now: () => time.now(),
      steady: () => time.steady() + spent,
      soon: (task) => time.soon(task),
      after: (ms, task) => time.after(ms, task),
    };
    const send = function* (): Generator<number> {
      for (let person = 0; person < PEOPLE; person++) {
        spent += crowd.msForEach;
        crowd.told++;
        yield crowd.bytesForEach;
      }
    };
    const board = new PresenceBoard({ clock, stamps: new PresenceStamps(clock), send });
    return Object.assign(crowd, { clock: time, board });
  }

  it('[H8] come later where everybody shows so much that handing it out takes the relay’s time', () => {
    const room = crowd();
    const ticksIn = (ms: number) => {
      const before = room.told;
      for (let time = 0; time < ms; time += 10) {
        room.board.show(1, new TextEncoder().encode(`${time} ${room.told}`));
        room.clock.advance(10);
      }
      return (room.told - before) / PEOPLE;
    };
    assert.ok(ticksIn(1_000) >= 15);
    room.bytesForEach = 2_000_000;
    ticksIn(2_000);
    assert.ok(ticksIn(10_000) <= 6);
    room.board.dispose();
  });

  it('[H8] let others be served between one participant and the next when each takes long', () => {
    const room = crowd();
    room.msForEach = 5;
    let served = 0;
    const serve = () => {
      served++;
      if (room.told < PEOPLE) room.clock.soon(serve);
    };
    room.board.show(1, new TextEncoder().encode('{}'));
    room.clock.soon(serve);
    room.clock.advance(0);
    assert.equal(room.told, PEOPLE);
    assert.ok(served >= PEOPLE - 1, `others were served ${served} times`);
    room.board.dispose();
  });

  it('end with the room, also in the middle', () => {
    const room = crowd();
    room.msForEach = 5;
    room.board.show(1, new TextEncoder().encode('{}'));
    const [before] = [room.told];
    room.clock.soon(() => room.board.dispose());
    room.clock.advance(60_000);
    assert.equal(before, 0);
    assert.ok(room.told < 3, `${room.told} were told`);
    assert.equal(room.clock.pending, 0);
  });
});
