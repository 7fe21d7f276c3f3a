import { randomBytes } from 'node:crypto';
import * as Y from 'yjs';
import type { RoomBody } from '../../../shared/api/rooms.ts';
import { encodeStateVector } from '../../../shared/guard/stateVector.ts';
import { SyncType } from '../../../shared/protocol/messageType.ts';
import { createRoomOn, requestJson } from '../../relay/support/rest.ts';
import { step1, syncMessage } from '../../relay/support/wireClient.ts';
import { seededRandom, seedFor, type SeededRandom } from '../../support/seed.ts';
import type { Attack } from '../attack.ts';
import { scatteredRoom } from './scatteredRoom.ts';

const isStep2 = (data: Buffer) => data[0] === 0 && data[1] === 1;

export const replacedText: Attack = {
  name: 'replaced-text',
  takes: 'memory',
  about: '[H8] three at a time PATCH the text of a room of 1.2 million scattered characters',
  prepare: scatteredRoom,
  async run(siege) {
    const { url, room } = siege.victim;
    const { code } = await requestJson<RoomBody>(url, 'GET', `/rooms/${room}`);
    await siege.repeat(3, async (index) => {
      const body = { code: `${code}${index}${randomBytes(3).toString('hex')}` };
      await siege.request('PATCH', `/rooms/${room}`, JSON.stringify(body));
    });
  },
};

export const foreignVectors: Attack = {
  name: 'foreign-vectors',
  takes: 'time',
  about:
    '[H8] step 1 of a few bytes with a vector that the relay has never seen, in such a room, again and again',
  prepare: scatteredRoom,
  async run(siege) {
    await siege.sessions(4, async (socket) => {
      for (let isOpen = true; isOpen;) {
        const vector = encodeStateVector(new Map([[randomBytes(4).readUInt32LE(), 1]]));
        const answer = siege.hears(socket, isStep2);
        isOpen = (await siege.send(socket, syncMessage(SyncType.step1, vector))) && (await answer);
      }
    });
  },
};

export const reopening: Attack = {
  name: 'reopening',
  takes: 'time',
  about: '[H8] enters such a room, takes all of it, leaves, and enters it again',
  prepare: scatteredRoom,
  async run(siege) {
    await siege.sessions(1, async (socket) => {
      const answer = siege.hears(socket, isStep2);
      if ((await siege.send(socket, step1(new Y.Doc()))) && (await answer)) siege.count('opened');
    });
  },
};

export const hardDifferences: Attack = {
  name: 'hard-differences',
  takes: 'time',
  about: '[H8] /ws code_update of 1.6 MB, every third line the same and all others new, twice a second',
  prepare: async (url) => (await createRoomOn(url, hardText(seededRandom(1)))).id,
  async run(siege) {
    const random = seededRandom(seedFor('hard differences'));
    const session = async (socket: Parameters<typeof siege.send>[0]) => {
      for (;;) {
        const data = { code: hardText(random) };
        if (!(await siege.send(socket, JSON.stringify({ type: 'code_update', data })))) return;
        await siege.pause(500);
      }
    };
    await siege.sessions(4, session, 'ws');
  },
};

/** 40 bytes a line. */
const LINES = 40_000;

function hardText(random: SeededRandom): string {
  const line = (_: unknown, index: number) =>
    index % 3 === 0
      ? 'the same in every text, and so everywhere'
      : random.next().toString(36).padEnd(40, '.');
  return Array.from({ length: LINES }, line).join('\n');
}
