import assert from 'node:assert/strict';
import { RoomMemory, SMALL_ROOM_BYTES } from './roomMemory.ts';

const MiB = 1024 * 1024;

describe('memory for the rooms that are open', () => {
  let memory: RoomMemory;
  beforeEach(() => (memory = new RoomMemory(40 * MiB)));

  /** A room of so many bytes. */
  const opened = (holder: string, bytes: number) => {
    const claim = memory.claim(holder);
    return { claim, lack: claim.take(bytes) };
  };

  it('[H2] gives a holder of several a quarter of it, and one room of any size to whoever has no other', () => {
    assert.equal(opened('eve', 5 * MiB).lack, undefined);
    assert.equal(opened('eve', 5 * MiB).lack, undefined);
    assert.deepEqual(opened('eve', MiB).lack, { of: 'eve' });
    assert.equal(opened('ada', 25 * MiB).lack, undefined);
    assert.ok(opened('ben', 6 * MiB).lack !== undefined, 'there is no more');
  });

  it('[H2] always lets small rooms in, and what comes into them', () => {
    opened('eve', 40 * MiB);
    for (const holder of ['eve', 'ada']) {
      const { claim, lack } = opened(holder, SMALL_ROOM_BYTES - 2_000);
      assert.equal(lack, undefined);
      assert.ok(claim.grows(2_000));
      assert.ok(!claim.grows(100_000));
    }
  });

  it('[H2] counts what is typed into a small room, sooner or later', () => {
    const { claim } = opened('ada', MiB / 4);
    let size = MiB / 4;
    const kept = {
      document: {
        get size() {
          return size;
        },
      },
      ...{ lane: { bytes: 0 }, known: { size: 0 }, deleted: { bytes: 0 } },
    };
    claim.measures(kept);
    for (let typed = 0; typed < 100_000; typed += 20) {
      assert.ok(claim.grows(40));
      size += 20;
    }
    assert.ok(memory.takenBy('ada') > 2 * size - 40_000, `${memory.takenBy('ada')} of ${2 * size}`);
  });

  it('[H2] keeps a reserve for what people type into large rooms', () => {
    const { claim } = opened('ada', 40 * MiB);
    assert.ok(!claim.grows(2_000));
    let typed = 0;
    while (claim.grows(1_000)) typed += 1_000;
    assert.ok(typed > 9 * MiB && typed <= 10 * MiB, String(typed));
  });

  it('is given back when a room is closed, and when it takes less', () => {
    const { claim } = opened('eve', 40 * MiB);
    const [document, lane, known, deleted] = [{ size: MiB }, { bytes: 0 }, { size: 0 }, { bytes: 0 }];
    claim.measures({ document, lane, known, deleted });
    claim.refresh();
    assert.equal(memory.takenBy('eve'), 2 * MiB);
    claim.end();
    claim.refresh();
    assert.equal(memory.takenBy('eve'), 0);
  });

  it('[H2] counts a room for whoever of those who came has less', () => {
    const { claim } = opened('eve', 5 * MiB);
    opened('eve', 5 * MiB);
    claim.join('ada');
    assert.deepEqual([memory.takenBy('eve'), memory.takenBy('ada')], [5 * MiB, 5 * MiB]);
    claim.join('eve');
    assert.deepEqual([memory.takenBy('eve'), memory.takenBy('ada')], [5 * MiB, 5 * MiB]);
  });

  it('tells of what is lacking when a room would grow', () => {
    const lacks: unknown[] = [];
    const claim = memory.claim('ada', (lack) => lacks.push(lack));
    opened('eve', 30 * MiB);
    claim.take(9 * MiB);
    assert.ok(!claim.grows(2 * MiB));
    assert.equal(lacks.length, 1);
    assert.ok(claim.isPartOf(lacks[0] as never));
    assert.ok(!claim.isPartOf({ of: 'eve' }));
  });
});
