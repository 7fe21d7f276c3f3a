import { describeRoomStore } from '../../test/contract/roomStore.ts';
import { createMemoryRoomStore } from './memoryRoomStore.ts';

describeRoomStore('in memory', { isShared: false }, () =>
  Promise.resolve({
    open: () => Promise.resolve(createMemoryRoomStore()),
    drop: () => Promise.resolve(),
  }),
);
