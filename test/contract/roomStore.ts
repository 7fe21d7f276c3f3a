import assert from 'node:assert/strict';
import type { RoomStore } from '../../relay/store/roomStore.ts';
import { describeAppends } from './roomStore/appends.ts';
import { describeConcurrency } from './roomStore/concurrency.ts';
import { describeLists } from './roomStore/lists.ts';
import { describeRelayKeys } from './roomStore/relayKeys.ts';
import { describeRooms } from './roomStore/rooms.ts';
import { describeSharedDatabase } from './roomStore/sharedDatabase.ts';
import { describeSnapshots } from './roomStore/snapshots.ts';

export interface StoreUnderTest {
  /** A store on the rooms that belong to this test run: on the same ones at every call, if that is possible. */
  open(): Promise<RoomStore>;
  drop(): Promise<void>;
}

export interface StoreTraits {
  /** Two stores that are opened see the same rooms, and what one wrote is there for the next. */
  readonly isShared: boolean;
  /** The largest state that this store takes; a database server may be set up to take less than we would send. */
  readonly maxStateBytes?: number;
}

/** The contract of RoomStore: what every implementation has to keep. */
export function describeRoomStore(
  name: string,
  traits: StoreTraits,
  prepare: (context: Mocha.Context) => Promise<StoreUnderTest>,
): void {
  describe(`RoomStore: ${name}`, function () {
    this.timeout(120_000);
    let subject: StoreUnderTest | undefined;
    let store: RoomStore | undefined;
    const opened = () => store!;

    before(async function () {
      subject = await prepare(this);
      store = await subject.open();
    });

    after(async () => {
      await store?.close();
      await subject?.drop();
    });

    describeRooms(opened);
    describeLists(opened);
    describeAppends(opened);
    describeSnapshots(opened, traits.maxStateBytes);
    describeConcurrency(opened);
    describeRelayKeys(opened);

    it('answers a ping', async () => {
      await opened().ping();
    });

    it('takes a write that changes nothing, as often as it is asked for one', async () => {
      const before = await opened().listRooms({ skip: 0, limit: 1_000 });
      for (let count = 0; count < 3; count += 1) await opened().probe();
      assert.deepEqual(await opened().listRooms({ skip: 0, limit: 1_000 }), before);
    });

    if (traits.isShared) describeSharedDatabase(opened, () => subject!.open());
  });
}
