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

  describe('when the editor says that a snippet has pushed them', () => {
    const inFront = { anchor: 3, head: 3 };
    const pushed = { anchor: 9, head: 9 };
    let carets: CaretTracker<string>;

    beforeEach(() => {
      carets = new CaretTracker<string>();
      carets.set('editor', [inFront]);
      carets.moveThrough([{ offset: 3, length: 0, text: 'remote' }], 'remote snippet');
    });

    it('stay in front of it', () => {
      carets.told('editor', [pushed], false);
      assert.deepEqual(carets.get('editor'), [inFront]);
    });
    it('go there when somebody has moved them there', () => {
      carets.told('editor', [pushed], true);
      assert.deepEqual(carets.get('editor'), [pushed]);
    });
    it('go there when the editor says so twice', () => {
      for (let k = 0; k < 2; k++) carets.told('editor', [pushed], false);
      assert.deepEqual(carets.get('editor'), [pushed]);
    });
    it('go wherever else the editor says', () => {
      carets.told('editor', [{ anchor: 8, head: 8 }], false);
      assert.deepEqual(carets.get('editor'), [{ anchor: 8, head: 8 }]);
    });
    it('go there once something else has changed the text', () => {
      carets.moveThrough([{ offset: 3, length: 0, text: 'key' }], 'local');
      carets.moveThrough([{ offset: 6, length: 0, text: '...' }], 'local');
      carets.told('editor', [pushed], false);
      assert.deepEqual(carets.get('editor'), [pushed]);
    });
    it('stay in front in every editor that shows it', () => {
      carets.set('other', [{ anchor: 1, head: 1 }]);
      carets.moveThrough([{ offset: 9, length: 0, text: '.' }], 'remote snippet');
      carets.told('other', [{ anchor: 1, head: 1 }], false);
      carets.told('editor', [inFront], false);
      assert.deepEqual(carets.get('editor'), [inFront]);
      assert.deepEqual(carets.get('other'), [{ anchor: 1, head: 1 }]);
    });
  });

  it('are forgotten with their editor', () => {
    const carets = new CaretTracker<string>();
    carets.set('left', [{ anchor: 1, head: 1 }]);
    carets.set('right', [{ anchor: 4, head: 2 }]);
    carets.keepOnly(['right']);
    assert.deepEqual(carets.ranges(), [{ start: 2, end: 4 }]);
  });
});
