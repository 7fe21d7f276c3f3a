import { randomInt } from 'node:crypto';
import { MAX_TEXT_UNITS } from '../../../shared/limits.ts';
import { createRoomOn } from '../../relay/support/rest.ts';
import { updateMessage } from '../../relay/support/wireClient.ts';
import { craftUpdate, text } from '../../support/craftedUpdate.ts';
import type { Attack } from '../attack.ts';

/** A letter behind the writer's last one. */
const letter = (client: number, clock: number): Uint8Array =>
  updateMessage(
    craftUpdate([
      { client, clock, structs: [text('x', clock === 0 ? {} : { origin: [client, clock - 1] })] },
    ]),
  );

export const fullText: Attack = {
  name: 'full-text',
  takes: 'time',
  about: '[H8] types a letter and deletes it, again and again, in a room whose text is nearly full',
  prepare: async (url) => (await createRoomOn(url, 'x'.repeat(MAX_TEXT_UNITS - 4))).id,
  async run(siege) {
    await siege.sessions(4, async (socket) => {
      const client = randomInt(2 ** 32);
      for (let clock = 0; ; clock++) {
        const deletion = updateMessage(craftUpdate([], [{ client, ranges: [[clock, 1]] }]));
        if (!(await siege.send(socket, letter(client, clock)))) return;
        if (!(await siege.send(socket, deletion))) return;
      }
    });
  },
};

export const learnedTexts: Attack = {
  name: 'learned-texts',
  takes: 'time',
  about: '[H8] asks for completions in a room of half a megabyte whose language is another one each time',
  prepare: async (url) => {
    const line = 'const someName = otherName.thirdName(1, 2, 3); // a line\n';
    return (await createRoomOn(url, line.repeat(9_000))).id;
  },
  async run(siege) {
    const { room } = siege.victim;
    const languages = ['javascript', 'python', 'rust', 'go'];
    const question = { code: 'const so', cursor_position: 8, language: 'javascript', room_id: room };
    // Whoever is in it keeps the room open, which is when its text is learned.
    const isIn = siege.sessions(1, async (socket) => {
      await siege.hears(socket, () => false);
    });
    let next = 0;
    const asks = siege.repeat(4, async () => {
      const language = languages[next++ % languages.length];
      await siege.request('PATCH', `/rooms/${room}`, JSON.stringify({ language }));
      await siege.request('POST', '/autocomplete', JSON.stringify(question));
    });
    await Promise.all([isIn, asks]);
  },
};
