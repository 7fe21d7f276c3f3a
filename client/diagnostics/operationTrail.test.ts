import assert from 'node:assert/strict';
import { OperationTrail } from './operationTrail.ts';

describe('the trail of a binding’s operations', () => {
  it('tells kinds, places and lengths, and nothing that was written', () => {
    const trail = new OperationTrail();
    const changes = [{ offset: 5, length: 3, text: 'secret' }];
    trail.step({ kind: 'event', change: { version: 7, changes, reason: 'undo' } });
    trail.step({
      kind: 'shared',
      delta: [
        { kind: 'retain', length: 4 },
        { kind: 'insert', text: 'secret' },
        { kind: 'delete', length: 2, text: 'se' },
      ],
      isOwnUndo: false,
    });
    trail.step({ kind: 'send' });
    trail.step({ kind: 'reply', result: 'rejected' });
    trail.step({ kind: 'startAfresh', documentText: 'secret' });
    assert.deepEqual(trail.lines, [
      'event 7 (undo): @5 -3 +6',
      'shared: @4 -2 +6',
      'send',
      'reply: rejected',
      'start afresh: 6 units',
    ]);
  });

  it('keeps the last ones only, and of a change at many places the first', () => {
    const trail = new OperationTrail();
    const changes = Array.from({ length: 1_000 }, (_, index) => ({ offset: index, length: 0, text: 'x' }));
    for (let version = 1; version <= 1_000; version++) {
      trail.step({ kind: 'event', change: { version, changes } });
    }
    assert.ok(trail.lines.length > 0 && trail.lines.length < 100, `${trail.lines.length}`);
    assert.equal(trail.lines.at(-1), 'event 1000: @0 -0 +1, @1 -0 +1, @2 -0 +1 and 997 more');
  });
});
