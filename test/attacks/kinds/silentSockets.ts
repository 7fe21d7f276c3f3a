import { once } from 'node:events';
import type { Attack } from '../attack.ts';

export const silentSockets: Attack = {
  name: 'silent-sockets',
  takes: 'memory',
  about: '[H10] 200 connections to one room that say nothing, each back at once when it is closed',
  leavesRoomOpen: true,
  async run(siege) {
    await siege.sessions(200, async (socket) => {
      await once(socket, 'close');
    });
  },
};
