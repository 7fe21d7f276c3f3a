import assert from 'node:assert/strict';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Activity, IDLE_MS, TYPING_MS } from './activity.ts';

describe('activity', () => {
  const setUp = () => {
    const clock = new ManualClock();
    const ben = new Awareness(new Y.Doc());
    const here = new Awareness(new Y.Doc());
    const activity = new Activity(here, clock);
    const show = (state: Record<string, unknown>): void => {
      ben.setLocalState(state);
      applyAwarenessUpdate(here, encodeAwarenessUpdate(ben, [ben.clientID]), 'test');
    };
    after(() => [ben, here].forEach((awareness) => awareness.destroy()));
    return { clock, activity, show, id: ben.clientID };
  };

  it('is typing for three seconds after the last text, then active, and idle after a minute', () => {
    const { clock, activity, show, id } = setUp();
    show({ cursor: 1 });
    assert.equal(activity.kindOf(id), 'active');
    activity.typed(id);
    clock.advance(TYPING_MS - 1);
    assert.equal(activity.kindOf(id), 'typing');
    clock.advance(1);
    assert.equal(activity.kindOf(id), 'active');
    clock.advance(IDLE_MS);
    assert.equal(activity.kindOf(id), 'idle');
    show({ cursor: 2 });
    assert.equal(activity.kindOf(id), 'active');
  });

  it('is not what a program says by itself: a check of the text, or the view of somebody who is led', () => {
    const { clock, activity, show, id } = setUp();
    show({ cursor: 1, following: 5, viewport: 1 });
    clock.advance(IDLE_MS);
    show({ cursor: 1, following: 5, viewport: 2, check: { state: 'a', text: 'b' } });
    assert.equal(activity.kindOf(id), 'idle');
    show({ cursor: 1, viewport: 3 });
    assert.equal(activity.kindOf(id), 'active');
  });

  it('is a move only when the caret’s owner moved it: not when something else of their presence changes', () => {
    const { clock, activity, show, id } = setUp();
    show({ cursor: 1, viewport: 1 });
    const moved = activity.movedAt(id);
    clock.advance(1_000);
    show({ cursor: 1, viewport: 2 });
    assert.equal(activity.movedAt(id), moved);
    show({ cursor: 2, viewport: 2 });
    assert.equal(activity.movedAt(id), clock.now());
  });
});
