import assert from 'node:assert/strict';
import { PALETTE } from '../../shared/presence/palette.ts';
import type { Participant } from './participants.ts';
import { SUMMONS_INTERVAL_MS, SummonsInbox } from './summonsInbox.ts';

describe('requests to come', () => {
  const [color] = PALETTE;
  assert.ok(color);
  const somebody = (id: number, summons: string | undefined, isSelf = false): Participant => ({
    ...{ id, name: `P${id}`, color, isSelf, isHost: false, selections: [], summons },
    ...{ viewport: undefined, following: undefined, window: undefined },
  });

  it('are asked once each, and never to oneself', () => {
    const inbox = new SummonsInbox();
    const people = [somebody(1, 'own', true), somebody(2, 'a'), somebody(3, undefined)];
    assert.deepEqual(inbox.look(people, 0), [people[1]]);
    assert.deepEqual(inbox.look(people, 1), []);
    assert.deepEqual(inbox.look([somebody(2, undefined)], SUMMONS_INTERVAL_MS), []);
    assert.equal(inbox.look([somebody(2, 'b')], 2 * SUMMONS_INTERVAL_MS).length, 1);
  });

  it('are dropped when one person asks again and again, and do not come up later', () => {
    const inbox = new SummonsInbox();
    assert.equal(inbox.look([somebody(2, 'a')], 0).length, 1);
    assert.equal(inbox.look([somebody(2, 'b')], 100).length, 0);
    assert.equal(inbox.look([somebody(2, 'b')], SUMMONS_INTERVAL_MS).length, 0);
    assert.equal(inbox.look([somebody(2, 'c')], SUMMONS_INTERVAL_MS).length, 1);
  });

  it('are few, however many strangers ask', () => {
    const inbox = new SummonsInbox();
    const crowd = Array.from({ length: 50 }, (_, id) => somebody(id, 'x'));
    assert.equal(inbox.look(crowd, 0).length, 3);
  });
});
