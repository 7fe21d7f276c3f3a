import { updateMessage } from '../../relay/support/wireClient.ts';
import { seededRandom, seedFor } from '../../support/seed.ts';
import type { Attack } from '../attack.ts';
import { scatteredStructs } from './craftedStates.ts';

/** Updates of a connection before it begins anew as somebody else. */
const UPDATES = 7;

export const deletedStructs: Attack = {
  name: 'deleted-structs',
  takes: 'memory',
  about: '[H2] updates of 2.4 MB, each 400,000 structs that are deleted already, at random places',
  async run(siege) {
    const random = seededRandom(seedFor('deleted structs'));
    const count = siege.of({ full: 400_000, short: 200_000 });
    await siege.sessions(1, async (socket) => {
      // Of one byte, for 2.4 MB to hold so many; a client that was there before only repeats itself.
      const client = random.int(127);
      for (let update = 0; update < UPDATES; update++) {
        const part = { client, clock: update * count, count, isDeleted: true };
        if (!(await siege.send(socket, updateMessage(scatteredStructs(random, part))))) return;
      }
      // One that is refused is closed. Otherwise the relay has to be heard before there are more.
      await siege.pause(1_000);
    });
  },
};
