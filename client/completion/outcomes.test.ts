import assert from 'node:assert/strict';
import type { AutocompleteEvent } from '../../shared/api/autocomplete.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Outcomes } from './outcomes.ts';
import { Rejections } from './rejections.ts';
import { offer, placeAt } from '../../test/support/completionPlaces.ts';

describe('what becomes of an offer', () => {
  let clock: ManualClock;
  let rejections: Rejections;
  let outcomes: Outcomes;
  let events: AutocompleteEvent[];
  beforeEach(() => {
    clock = new ManualClock();
    rejections = new Rejections(clock);
    events = [];
    outcomes = new Outcomes({ clock, rejections, report: (event) => events.push(event) });
  });
  const told = () => events.map(({ event, chars }) => `${event} ${chars}`);
  const START = placeAt('a = |');
  const OFFER = offer('first();');

  it('is shown when it has been there for 750 ms, once, also while it is typed through', () => {
    outcomes.offered(START, OFFER);
    clock.advance(700);
    outcomes.movedTo(placeAt('a = f|'));
    outcomes.offered(placeAt('a = f|'), { ...OFFER, text: 'irst();' });
    clock.advance(50);
    assert.deepEqual(events, [{ id: OFFER.id, event: 'shown', chars: 8, ms: 750 }]);
    clock.advance(5_000);
    assert.equal(events.length, 1);
    assert.equal(outcomes.shown?.text, 'irst();');
  });

  it('was not seen when it went before', () => {
    outcomes.offered(START, OFFER);
    clock.advance(749);
    outcomes.movedTo(placeAt('a = x|'));
    clock.advance(5_000);
    assert.deepEqual(events, []);
    assert.equal(outcomes.shown, undefined);
  });

  it('is accepted by its command', () => {
    outcomes.offered(START, OFFER);
    clock.advance(800);
    outcomes.movedTo(placeAt('a = first();|'));
    outcomes.accepted(OFFER);
    assert.deepEqual(told(), ['shown 8', 'accepted 8']);
  });

  it('is taken in part when more than a key comes at once', () => {
    outcomes.offered(START, OFFER);
    clock.advance(800);
    outcomes.movedTo(placeAt('a = first|'));
    outcomes.movedTo(placeAt('a = first(|'));
    assert.deepEqual(told(), ['shown 8', 'partial 5']);
  });

  it('is dismissed by other text, and does not come back there for a minute', () => {
    outcomes.offered(START, OFFER);
    clock.advance(800);
    outcomes.movedTo(placeAt('a = fx|'));
    assert.deepEqual(told(), ['shown 8', 'dismissed 8']);
    assert.ok(rejections.isDismissed(START, OFFER));
    assert.ok(rejections.isDismissed(placeAt('a = f|'), { ...OFFER, text: 'irst();' }));
    assert.ok(!rejections.isDismissed(placeAt('b = |'), OFFER));
    clock.advance(60_000);
    assert.ok(!rejections.isDismissed(START, OFFER));
  });

  it('is dismissed by hand, and withdrawn without a word', () => {
    outcomes.offered(START, OFFER);
    outcomes.dismissed();
    assert.deepEqual(told(), ['dismissed 8']);
    assert.ok(rejections.isDismissed(START, OFFER));
    outcomes.offered(START, offer('second'));
    clock.advance(800);
    outcomes.withdraw();
    assert.deepEqual(told(), ['dismissed 8', 'shown 6']);
  });

  it('stays when somebody else edits elsewhere', () => {
    outcomes.offered(placeAt('1\n2\n3\na = |'), OFFER);
    outcomes.movedTo(placeAt('0\n1\n2\n3\na = |'));
    clock.advance(750);
    assert.deepEqual(told(), ['shown 8']);
  });

  it('after two wrong ones on a line the next must be twice as good there', () => {
    const contradict = (): void => {
      outcomes.offered(START, OFFER);
      outcomes.movedTo(placeAt('a = x|'));
    };
    contradict();
    assert.equal(rejections.costFactor(START), 1);
    contradict();
    assert.equal(rejections.costFactor(START), 2);
    assert.equal(rejections.costFactor(placeAt('other\na = |')), 1);
  });

  it('of this window’s own engine, nobody is told', () => {
    outcomes.offered(START, { ...OFFER, id: undefined });
    clock.advance(800);
    assert.deepEqual(events, []);
  });
});
