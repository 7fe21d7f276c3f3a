import { randomBytes } from 'node:crypto';
import { presenceMessage } from '../../relay/support/wireClient.ts';
import type { Attack } from '../attack.ts';

const UPDATES_PER_SECOND = 20;

/** A little less than a state may have. */
const TEXT_BYTES = 8_000;

export const presenceCrowd = presence(120);
export const fullPresenceCrowd = presence(190);

function presence(people: number): Attack {
  return {
    name: `presence-${people}`,
    takes: 'time',
    about: `[H8] ${people} connections of one address, each with another 8 KiB of presence ${UPDATES_PER_SECOND} times a second`,
    async run(siege) {
      await siege.sessions(people, async (socket) => {
        const id = randomBytes(4).readUInt32LE();
        for (let clock = 1; ; clock++) {
          const state = { user: { name: 'x' }, filling: randomBytes(TEXT_BYTES / 2).toString('hex') };
          if (!(await siege.send(socket, presenceMessage({ id, clock, state })))) return;
          await siege.pause(1_000 / UPDATES_PER_SECOND);
        }
      });
    },
  };
}
