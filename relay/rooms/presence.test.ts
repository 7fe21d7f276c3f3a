import assert from 'node:assert/strict';
import { type AwarenessEntry, inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import type { Participant } from './participant.ts';
import { Presence } from './presence.ts';
import { PresenceStamps } from './presenceStamps.ts';

const START = Date.UTC(2026, 5, 1);

class LaterClock extends ManualClock {
  date = START;

  override now(): number {
    return this.date + super.now();
  }
}

interface Watcher extends Participant {
  readonly seen: Map<number, { clock: number; state: string | undefined }>;
  readonly messages: number;
}

describe('presence', () => {
  let clock: LaterClock;
  let presence: Presence;
  beforeEach(() => {
    clock = new LaterClock();
    presence = new Presence(clock);
  });
  const join = (id: string): Watcher => {
    const watcher = createWatcher(id, clock);
    presence.join(watcher);
    return watcher;
  };
  const announce = (who: Watcher, clientId: number, state: unknown, at = 1) =>
    presence.announce(who, [entry(clientId, state, at)]);
  const settle = () => clock.advance(50);

  it('shows the latest state of each to the others, and never to its owner', () => {
    const [a, b] = [join('a'), join('b')];
    announce(a, 1, { n: 1 });
    announce(b, 2, {});
    announce(a, 1, { n: 2 });
    settle();
    assert.equal(b.seen.get(1)?.state, '{"n":2}');
    assert.ok(!a.seen.has(1) && a.seen.has(2));
  });

  it('[S17] sends 10,000 changes in one interval as one', () => {
    const [a, b] = [join('a'), join('b')];
    announce(b, 2, {});
    settle();
    const before = b.messages;
    for (let i = 0; i < 10_000; i++) announce(a, 1, { i }, i);
    settle();
    settle();
    assert.equal(b.messages - before, 1);
    assert.equal(b.seen.get(1)?.state, '{"i":9999}');
  });

  it('[S17] ignores entries about others, whatever their clock', () => {
    const [a, b, c] = [join('a'), join('b'), join('c')];
    announce(a, 1, { name: 'a' });
    announce(b, 2, { name: 'b' });
    announce(c, 3, {});
    settle();
    const before = c.seen.get(1);
    announce(b, 1, { name: 'b as a' }, Number.MAX_SAFE_INTEGER);
    announce(b, 1, null, Number.MAX_SAFE_INTEGER);
    settle();
    assert.deepEqual(c.seen.get(1), before);
    announce(a, 1, { name: 'a again' }, 2);
    settle();
    assert.equal(c.seen.get(1)?.state, '{"name":"a again"}');
  });

  it('does not take an echo for a claim, even after the owner left', () => {
    const [a, silent, c] = [join('a'), join('silent'), join('c')];
    announce(a, 1, { name: 'a' });
    announce(c, 3, {});
    presence.introduce(silent);
    settle();
    const echo = silent.seen.get(1)!;
    presence.leave(a);
    announce(silent, 1, { name: 'a' }, echo.clock);
    settle();
    assert.equal(c.seen.get(1)?.state, undefined);
    announce(silent, 9, { name: 'silent' });
    settle();
    assert.equal(c.seen.get(9)?.state, '{"name":"silent"}');
  });

  it('[H8] has one answer wait for who asks again and again while the relay rests from handing out', () => {
    const crowd = Array.from({ length: 40 }, (_, index) => join(`${index}`));
    for (const [index, each] of crowd.entries()) announce(each, index + 1, { filling: 'x'.repeat(8_000) });
    clock.advance(0);
    const [asking] = crowd;
    assert.ok(asking);
    const before = asking.messages;
    for (let i = 0; i < 5_000; i++) presence.showAll(asking);
    clock.advance(10_000);
    const answers = asking.messages - before;
    assert.ok(answers < 100, `${answers} messages`);
    presence.showAll(asking);
    clock.advance(1_000);
    assert.ok(asking.messages - before > answers, 'a later question has an answer, too');
  });

  it('removes who leaves, and shows at once who comes back with a clock that starts again', () => {
    const [a, b] = [join('a'), join('b')];
    announce(b, 2, {});
    announce(a, 1, { n: 1 }, 500);
    settle();
    const first = b.seen.get(1)!.clock;
    presence.leave(a);
    const again = join('a2');
    announce(again, 1, { n: 2 }, 1);
    settle();
    assert.equal(b.seen.get(1)?.state, '{"n":2}');
    assert.ok(b.seen.get(1)!.clock > first);
  });

  it('[F9] hands the id of a connection that hangs to the same client’s next one, when the old one goes', () => {
    const [old, c] = [join('old'), join('c')];
    announce(c, 3, {});
    announce(old, 1, { n: 'old' }, 7);
    settle();
    const back = join('back');
    announce(back, 1, { n: 'back' }, 8);
    settle();
    assert.equal(c.seen.get(1)?.state, '{"n":"old"}');
    assert.ok(!back.seen.has(1), 'its own old record would overwrite its state');
    presence.leave(old);
    settle();
    assert.equal(c.seen.get(1)?.state, '{"n":"back"}');
  });

  it('tells a newcomer of the others once it is known who it is', () => {
    const [a, b] = [join('a'), join('b')];
    announce(a, 1, { n: 1 });
    settle();
    assert.equal(b.messages, 0);
    announce(b, 2, {});
    assert.equal(b.seen.get(1)?.state, '{"n":1}');
    presence.introduce(b);
    assert.equal(b.messages, 1);
  });

  it('keeps its clocks in step with the time, so that they grow across a restart', () => {
    const [a, b] = [join('a'), join('b')];
    announce(b, 2, {});
    for (let i = 0; i < 200; i++) {
      announce(a, 1, { i }, i);
      settle();
    }
    const last = b.seen.get(1)!.clock;
    const later = new Presence(clock);
    const [a2, b2] = [createWatcher('a2', clock), createWatcher('b2', clock)];
    later.join(a2);
    later.join(b2);
    clock.advance(100);
    later.announce(b2, [entry(2, {}, 1)]);
    later.announce(a2, [entry(1, {}, 1)]);
    clock.advance(50);
    assert.ok(b2.seen.get(1)!.clock > last);
    assert.ok(last < 2 ** 32);
  });

  it('[U8] goes on with higher clocks when the computer’s date is set back', () => {
    const [a, b] = [join('a'), join('b')];
    announce(b, 2, {});
    announce(a, 1, { n: 1 });
    settle();
    clock.date -= 3_600_000;
    for (const n of [2, 3]) {
      announce(a, 1, { n });
      settle();
      settle();
      assert.equal(b.seen.get(1)?.state, `{"n":${n}}`);
    }
    presence.leave(a);
    settle();
    const again = join('a again');
    announce(again, 1, { n: 4 });
    settle();
    assert.equal(b.seen.get(1)?.state, '{"n":4}');
  });

  it('[U8] begins above the date of what was stored last, which may be ahead of the date now', () => {
    const ahead = new Date(clock.now() + 3_600_000);
    const before = new PresenceStamps({ now: () => ahead.getTime(), steady: () => 0 }).now();
    assert.ok(new PresenceStamps(clock, ahead).now() >= before);
    assert.ok(new PresenceStamps(clock).now() < before);
  });

  for (const people of [2, 5, 70])
    it(`[U7] sends what ${people} quiet people show again within 20 seconds, together`, function () {
      this.timeout(30_000);
      const watchers = Array.from({ length: people }, (_, id) => {
        const watcher = join(String(id));
        announce(watcher, id, { id });
        clock.advance(20);
        return watcher;
      });
      clock.advance(100);
      for (let round = 0; round < 5; round++) {
        const before = watchers.map(({ seen, messages }) => ({ seen: new Map(seen), messages }));
        clock.advance(20_000);
        for (const [at, { seen, messages }] of watchers.entries()) {
          assert.equal(seen.size, people - 1);
          for (const [id, { clock: stamp }] of seen) assert.ok(stamp > before[at]!.seen.get(id)!.clock);
          const sent = messages - before[at]!.messages;
          // Those of whole groups, and what is left of one's own.
          const parts = people <= 8 ? 1 : 3;
          assert.ok(sent <= 2 * (Math.ceil(people / 32) - 1 + parts + 1), `${sent} messages`);
        }
      }
    });

  it('[U7] renews nothing where nobody looks, and nothing that has just moved', () => {
    const a = join('a');
    announce(a, 1, {});
    settle();
    assert.equal(clock.pending, 0);
    const b = join('b');
    announce(b, 2, {});
    for (let n = 0; n < 40; n++) {
      announce(a, 1, { n });
      clock.advance(1_000);
    }
    assert.equal(b.messages, 41);
    presence.leave(b);
    settle();
    assert.equal(clock.pending, 0);
  });

  it('[U7] takes a client’s own renewal of the same state for no news', () => {
    const [a, b] = [join('a'), join('b')];
    announce(b, 2, {});
    announce(a, 1, { n: 1 });
    settle();
    const before = b.messages;
    for (let at = 2; at < 7; at++) {
      announce(a, 1, { n: 1 }, at);
      settle();
    }
    assert.equal(b.messages, before);
  });

  it('[N8] leaves no timer', () => {
    const a = join('a');
    announce(a, 1, {});
    settle();
    presence.leave(a);
    presence.dispose();
    clock.advance(1_000);
    assert.equal(clock.pending, 0);
  });
});

function entry(clientId: number, state: unknown, at: number): AwarenessEntry {
  const json = state === null ? undefined : new TextEncoder().encode(JSON.stringify(state));
  return { clientId, clock: at, state: json };
}

function createWatcher(id: string, clock: ManualClock): Watcher {
  const seen: Watcher['seen'] = new Map();
  let messages = 0;
  const watcher: Watcher = {
    id,
    protocol: 'yjs',
    seen,
    presenceKey: undefined,
    answeredPingAt: clock.steady(),
    get messages() {
      return messages;
    },
    stored: () => undefined,
    deliver: () => undefined,
    notify: () => undefined,
    close: () => undefined,
    probe: () => undefined,
    showPresence: (update) => {
      messages++;
      const verdict = inspectAwareness(update);
      assert.ok(verdict.kind === 'accepted');
      for (const { clientId, clock, state } of verdict.entries) {
        // As y-protocols does: an older or equal clock says nothing.
        if ((seen.get(clientId)?.clock ?? -1) >= clock) continue;
        seen.set(clientId, { clock, state: state && new TextDecoder().decode(state) });
      }
    },
  };
  return watcher;
}
