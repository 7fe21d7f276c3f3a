import assert from 'node:assert/strict';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { SimulatedEditor } from '../test/support/simulatedEditor.ts';
import { seededRandom } from '../test/support/seed.ts';
import { setDate } from '../test/support/setDate.ts';
import { silentLog } from '../test/support/silentLog.ts';
import { systemClock } from './systemClock.ts';
import { Binding } from '../client/binding/binding.ts';
import { NearestEngine } from '../client/completion/nearestEngine.ts';
import { Deadline } from '../client/deadline.ts';
import type { Clock } from '../client/ports.ts';
import { Activity } from '../client/people/activity.ts';
import { TextCheck } from '../client/session/textCheck.ts';

const HOUR_MS = 3_600_000;

/** The computer's own clock, of which the test runs the timers: and moves it on by what each was to wait. */
class HandClock implements Clock {
  readonly waits: number[] = [];
  #ahead = 0;
  #next: (() => void) | undefined;

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  soon(task: () => void): void {
    task();
  }

  after(ms: number, task: () => void): () => void {
    this.waits.push(ms);
    this.#next = task;
    return () => (this.#next = undefined);
  }

  /** Lets the last timer run out. */
  runOut(): void {
    this.pass(this.waits.at(-1) ?? 0);
    const task = this.#next;
    this.#next = undefined;
    task?.();
  }

  pass(ms: number): void {
    this.#ahead += ms;
  }
}

describe('[U8] what measures time in a window, when somebody sets the computer’s date', () => {
  let clock: HandClock;
  let date: ReturnType<typeof setDate> | undefined;
  beforeEach(() => (clock = new HandClock()));
  let awareness: Awareness | undefined;
  afterEach(() => {
    date?.restore();
    awareness?.destroy();
    awareness = undefined;
  });

  for (const [way, ms] of [
    ['back by an hour', -HOUR_MS],
    ['ahead by an hour', HOUR_MS],
    ['back by a second', -1_000],
  ] as const) {
    describe(way, () => {
      const jump = () => (date = setDate(ms));

      it('the clock goes on by itself', () => {
        const before = systemClock.now();
        jump();
        const passed = systemClock.now() - before;
        assert.ok(passed >= 0 && passed < 900, `${passed} ms`);
      });

      it('texts are compared as often as before', () => {
        let checks = 0;
        const text = new Y.Doc().getText('code');
        const check = new TextCheck({
          text,
          clock,
          publish: () => checks++,
          onMismatch: () => undefined,
        });
        check.changed();
        clock.runOut();
        const [usual] = clock.waits;
        jump();
        check.changed();
        assert.ok(clock.waits.at(-1)! <= 20_000, `${clock.waits.at(-1)} ms after ${usual}`);
        clock.runOut();
        assert.equal(checks, 2);
      });

      it('a document is compared with the shared text as soon as it has been quiet', () => {
        const text = new Y.Doc().getText('code');
        text.insert(0, 'one');
        const editor = new SimulatedEditor('one', { random: seededRandom(1), snippets: 'never' });
        const undo = new Y.UndoManager(text, { trackedOrigins: new Set() });
        const binding = new Binding({ text, buffer: editor.buffer, clock, log: silentLog, undo });
        editor.onChange = (change) => binding.documentChanged(change);
        editor.tellTyping(3, 0, '!');
        editor.drain();
        jump();
        clock.runOut();
        assert.ok(Math.max(...clock.waits) <= 2_000, `${Math.max(...clock.waits)} ms`);
        binding.dispose();
      });

      it('an editor that refused an edit is asked again after three seconds', () => {
        const avoided = new Deadline(clock);
        avoided.set(3_000);
        jump();
        assert.equal(avoided.isAhead, true);
        clock.pass(3_000);
        assert.equal(avoided.isAhead, false);
      });

      it('the relay’s completions are asked for again after half a minute', async () => {
        const nearest = new NearestEngine(clock);
        const asked: string[] = [];
        const question = {
          window: () => Promise.resolve('window'),
          relay: () => {
            asked.push('relay');
            return Promise.reject(new Error('away'));
          },
        };
        await nearest.ask(question);
        jump();
        await nearest.ask(question);
        assert.equal(asked.length, 1);
        clock.pass(30_000);
        await nearest.ask(question);
        assert.equal(asked.length, 2);
      });

      it('who typed a moment ago is still typing, and idle later', () => {
        awareness = new Awareness(new Y.Doc());
        const activity = new Activity(awareness, clock);
        activity.typed(awareness.clientID);
        jump();
        assert.equal(activity.kindOf(awareness.clientID), 'typing');
        clock.pass(60_000);
        assert.equal(activity.kindOf(awareness.clientID), 'idle');
      });
    });
  }
});
