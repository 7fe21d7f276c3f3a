import { randomInt } from 'node:crypto';
import { MAX_MESSAGE_BYTES } from '../../../shared/limits.ts';
import { syncMessage, updateMessage } from '../../relay/support/wireClient.ts';
import { SyncType } from '../../../shared/protocol/messageType.ts';
import { craftUpdate, text } from '../../support/craftedUpdate.ts';
import type { Attack } from '../attack.ts';

/** Two bytes in UTF-8, so that the text itself stays below its limit. */
const LONG = 'é'.repeat(MAX_MESSAGE_BYTES / 2 - 100);

export const largestMessages: Attack = {
  name: 'largest-messages',
  takes: 'memory',
  about: 'a flood of messages of 8 MiB: a text, its deletion, and bytes that mean nothing',
  async run(siege) {
    const garbage = syncMessage(SyncType.step2, new Uint8Array(MAX_MESSAGE_BYTES - 100).fill(0xff));
    await siege.sessions(siege.of({ full: 4, short: 1 }), async (socket, index) => {
      const client = randomInt(2 ** 32);
      const length = LONG.length;
      if (index % 2 === 1) await siege.send(socket, garbage);
      for (let clock = 0; ; clock += length) {
        const origin = clock === 0 ? undefined : ([client, clock - 1] as const);
        const insertion = craftUpdate([{ client, clock, structs: [text(LONG, { origin })] }]);
        const deletion = craftUpdate([], [{ client, ranges: [[clock, length]] }]);
        if (!(await siege.send(socket, updateMessage(insertion)))) return;
        if (!(await siege.send(socket, updateMessage(deletion)))) return;
      }
    });
  },
};
