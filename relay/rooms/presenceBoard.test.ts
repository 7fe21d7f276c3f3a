import assert from 'node:assert/strict';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as Y from 'yjs';
import { encodeAwareness, inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { PresenceBoard, SharedUpdate } from './presenceBoard.ts';
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
  it('[H8] come later where everybody shows so much that handing it out takes the relay’s time', () => {
    const clock = new ManualClock();
    let sent = 0;
    let bytes = 1_000;
    const board = new PresenceBoard({
      clock,
      stamps: new PresenceStamps(clock),
      send: (updates) => {
        if (updates.length === 0) return 0;
        sent++;
        return bytes;
      },
    });
    const ticksIn = (ms: number) => {
      const before = sent;
      for (let time = 0; time < ms; time += 10) {
        board.show(1, new TextEncoder().encode(String(time + sent)));
        clock.advance(10);
      }
      return sent - before;
    };
    assert.ok(ticksIn(1_000) >= 15);
    bytes = 100_000_000;
    ticksIn(1_000);
    assert.ok(ticksIn(10_000) <= 11);
    board.dispose();
  });
});
