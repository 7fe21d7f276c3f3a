import { randomInt } from 'node:crypto';
import { updateMessage } from '../../relay/support/wireClient.ts';
import { craftUpdate, text } from '../../support/craftedUpdate.ts';
import type { Attack } from '../attack.ts';

const REPETITIONS = 500_000;

export const repeatedDeletion: Attack = {
  name: 'repeated-deletion',
  takes: 'memory',
  about: '[H7] updates of 1 MB that delete one and the same character 500,000 times',
  mostStored: 0.1,
  async run(siege) {
    await siege.sessions(siege.of({ full: 2, short: 1 }), async (socket) => {
      // Of one byte, so that a range takes two.
      const client = randomInt(1, 127);
      const range = [0, 1] as const;
      const ranges = Array.from({ length: REPETITIONS }, () => range);
      await siege.send(socket, updateMessage(craftUpdate([{ client, clock: 0, structs: [text('x')] }])));
      const message = updateMessage(craftUpdate([], [{ client, ranges }]));
      // One after the other is taken in: what only lies in a kernel has not been stored.
      while ((await siege.send(socket, message)) && (await siege.answersPing(socket)));
    });
  },
};
