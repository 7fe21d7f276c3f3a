import assert from 'node:assert/strict';
import { CaretTracker, type ChangeMaker } from './caretTracker.ts';

/** Where a selection ends up after one change. */
function moved(
  [anchor, head]: readonly [number, number],
  [offset, length, text]: readonly [number, number, string],
  maker: ChangeMaker,
): { anchor: number; head: number } | undefined {
  const carets = new CaretTracker<string>();
  carets.set('editor', [{ anchor, head }]);
  carets.moveThrough([{ offset, length, text }], maker);
  return carets.get('editor')[0];
}

describe('carets', () => {
  it('follow what is typed at them', () => {
    assert.deepEqual(moved([3, 3], [3, 0, 'x'], 'local'), { anchor: 4, head: 4 });
  });

  it('stay in front of a remote replacement that starts at them', () => {
    assert.deepEqual(moved([3, 3], [3, 1, 'remote.'], 'remote'), { anchor: 3, head: 3 });
  });

  it('are pushed by a plain remote insert, but not by a snippet', () => {
    assert.deepEqual(moved([3, 3], [3, 0, 'remote'], 'remote'), { anchor: 9, head: 9 });
    assert.deepEqual(moved([3, 3], [3, 0, 'remote'], 'remote snippet'), { anchor: 3, head: 3 });
  });

  it('go behind the text that replaces their selection', () => {
    assert.deepEqual(moved([6, 2], [2, 4, 'x'], 'local'), { anchor: 3, head: 3 });
  });

  it('move with text before them and collapse with text around them', () => {
    assert.deepEqual(moved([5, 7], [0, 2, ''], 'remote'), { anchor: 3, head: 5 });
    assert.deepEqual(moved([5, 7], [4, 6, ''], 'remote'), { anchor: 4, head: 4 });
  });

  it('are forgotten with their editor', () => {
    const carets = new CaretTracker<string>();
    carets.set('left', [{ anchor: 1, head: 1 }]);
    carets.set('right', [{ anchor: 4, head: 2 }]);
    carets.keepOnly(['right']);
    assert.deepEqual(carets.ranges(), [{ start: 2, end: 4 }]);
  });
});
