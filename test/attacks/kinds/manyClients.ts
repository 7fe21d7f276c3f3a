import * as Y from 'yjs';
import { step1, updateMessage } from '../../relay/support/wireClient.ts';
import { craftUpdate, deleted, text } from '../../support/craftedUpdate.ts';
import { seededRandom, seedFor } from '../../support/seed.ts';
import type { Attack } from '../attack.ts';

/** Ten short of what a room admits, so that the next people use it up. */
const CLIENTS = 99_990;

const isStep2 = (data: Buffer) => data[0] === 0 && data[1] === 1;

export const manyClients: Attack = {
  name: 'many-clients',
  takes: 'memory',
  about:
    '[H6] a message of 99,990 client ids with a deleted unit each, then newcomers who take one more each',
  async run(siege) {
    const random = seededRandom(seedFor('many clients'));
    const sections = Array.from({ length: CLIENTS }, (_, index) => ({
      client: index * 40_000 + random.int(40_000),
      clock: 0,
      structs: [deleted(1)],
    }));
    let crowd: Uint8Array | undefined = updateMessage(craftUpdate(sections));
    await siege.sessions(siege.of({ full: 4, short: 2 }), async (socket) => {
      if (crowd !== undefined) {
        const message = crowd;
        crowd = undefined;
        await siege.send(socket, message);
      }
      const newcomer = { client: random.int(2 ** 32), clock: 0, structs: [text('x')] };
      await siege.send(socket, updateMessage(craftUpdate([newcomer])));
      const answer = siege.hears(socket, isStep2);
      if ((await siege.send(socket, step1(new Y.Doc()))) && (await answer)) siege.count('joined');
    });
  },
};
