import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { PALETTE } from '../../shared/presence/palette.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { presentUser, RoomPresence } from './roomPresence.ts';

describe('what people in a room show each other', () => {
  it('is another name and colour from the moment that one has chosen them', () => {
    const doc = new Y.Doc();
    const [before, after] = [PALETTE[0]!, PALETTE[1]!];
    let changes = 0;
    const presence = new RoomPresence({
      doc,
      text: doc.getText('code'),
      user: { name: 'User', color: before },
      clock: new ManualClock(),
      onChange: () => changes++,
      onMismatch: () => assert.fail('nobody has another text'),
    });
    presence.publish({ role: 'host' });
    const seen = () => presence.participants.map(({ name, color, isHost }) => [name, color, isHost]);
    assert.deepEqual(seen(), [['User', before, true]]);
    const changesBefore = changes;
    presence.publish({ user: presentUser({ name: 'Anna', color: after }) });
    assert.deepEqual(seen(), [['Anna', after, true]]);
    assert.equal(changes, changesBefore + 1);
    presence.end();
    presence.awareness.destroy();
  });
});
