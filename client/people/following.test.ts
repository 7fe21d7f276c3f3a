import assert from 'node:assert/strict';
import { topToShow } from './followedView.ts';
import { FREE, leadsBack, nextFollowing, type Following, type FollowingEvent } from './following.ts';

const after = (...events: FollowingEvent[]): Following => events.reduce(nextFollowing, FREE);
const follow: FollowingEvent = { kind: 'follow' };
const revealed = (from: number, to: number): FollowingEvent => ({ kind: 'revealed', from, to });
const scrolled = (top: number): FollowingEvent => ({ kind: 'scrolled', top });
const settled = (top: number): FollowingEvent => ({ kind: 'settled', top });

const goesOn = (...events: FollowingEvent[]): void =>
  assert.equal(after(follow, ...events).kind, 'following', JSON.stringify(events));
const stops = (...events: FollowingEvent[]): void =>
  assert.deepEqual(after(follow, ...events), { kind: 'free', because: 'person' }, JSON.stringify(events));

describe('following', () => {
  it('goes on while the editor scrolls where we asked it to, at once or smoothly', () => {
    goesOn(revealed(0, 100), scrolled(100));
    goesOn(revealed(0, 100), scrolled(30), scrolled(70), scrolled(100), settled(100), scrolled(100));
    goesOn(revealed(100, 0), scrolled(60), scrolled(2), scrolled(0));
    goesOn(revealed(0, 100), scrolled(40), revealed(40, 160), scrolled(90), scrolled(160));
  });

  it('goes on where a reveal ends a little before its line', () => {
    goesOn(revealed(0, 100), scrolled(97), settled(97));
    goesOn(revealed(200, 100), scrolled(95), settled(95));
  });

  it('stops at the first scroll of the person’s own', () => {
    stops(revealed(0, 100), scrolled(100), scrolled(103));
    stops(revealed(0, 100), scrolled(100), scrolled(99));
    stops(revealed(0, 100), scrolled(97), settled(97), scrolled(98));
    stops(revealed(50, 100), scrolled(60), scrolled(40));
    stops(revealed(0, 100), scrolled(150));
  });

  it('does not take the silence before a slow editor answers for its answer', () => {
    goesOn(revealed(0, 100), settled(0), scrolled(100));
  });

  it('stops at a key or a click, and stays stopped', () => {
    stops({ kind: 'personActed' });
    stops({ kind: 'personActed' }, revealed(0, 9), scrolled(9));
    assert.deepEqual(after(scrolled(3), { kind: 'personActed' }), FREE);
  });

  it('goes on when lines that others add or delete move the view', () => {
    goesOn(revealed(0, 100), scrolled(100), { kind: 'linesChanged', count: 3 }, scrolled(103));
    goesOn(revealed(0, 100), scrolled(100), { kind: 'linesChanged', count: -2 }, scrolled(98));
    stops(revealed(0, 100), scrolled(100), { kind: 'linesChanged', count: 3 }, scrolled(110));
    stops(revealed(0, 100), scrolled(100), { kind: 'linesChanged', count: 0 }, scrolled(101));
  });

  it('begins anew in another editor', () => {
    goesOn(revealed(0, 100), scrolled(100), { kind: 'editorChanged' }, scrolled(7), scrolled(7));
  });

  it('says why it ended', () => {
    assert.deepEqual(after(follow, { kind: 'targetLeft' }), { kind: 'free', because: 'gone' });
    assert.deepEqual(after(follow, { kind: 'ringClosed' }), { kind: 'free', because: 'ring' });
  });
});

describe('who follows whom', () => {
  const followed = new Map([
    [2, 3],
    [3, 4],
    [7, 8],
    [8, 7],
  ]);
  const leads = (self: number, target: number): boolean => leadsBack(self, target, (id) => followed.get(id));

  it('may be a chain', () => {
    assert.equal(leads(1, 2), false);
    assert.equal(leads(1, 9), false);
  });

  it('must not be a ring', () => {
    assert.equal(leads(4, 2), true);
    assert.equal(leads(3, 2), true);
    assert.equal(leads(1, 1), true);
  });

  it('is found out also where a ring is that does not concern us', () => assert.equal(leads(1, 7), false));
});

describe('what a follower sees', () => {
  it('begins where the leader’s screen begins', () => {
    assert.equal(topToShow({ first: 0, last: 29 }, { first: 100, last: 129 }, 110), 100);
  });

  it('stays as it is while it shows all that the leader sees', () => {
    assert.equal(topToShow({ first: 90, last: 139 }, { first: 100, last: 129 }, 110), undefined);
    assert.equal(topToShow({ first: 100, last: 129 }, { first: 100, last: 129 }, 110), undefined);
  });

  it('holds the leader’s caret where the leader’s screen is the taller one', () => {
    const top = topToShow({ first: 0, last: 9 }, { first: 100, last: 149 }, 140) ?? 0;
    assert.ok(top <= 140 && top + 9 >= 140, `lines ${top} to ${top + 9}`);
    assert.equal(topToShow({ first: 100, last: 109 }, { first: 100, last: 149 }, 99), undefined);
  });
});
