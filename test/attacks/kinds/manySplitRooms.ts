import * as encoding from 'lib0/encoding';
import { createRoomOn } from '../../relay/support/rest.ts';
import { connectWire, updateMessage, type WireClient } from '../../relay/support/wireClient.ts';
import { craftUpdate, text } from '../../support/craftedUpdate.ts';
import { eventually } from '../../support/eventually.ts';
import type { Attack } from '../attack.ts';
import type { AttackSize } from '../siege.ts';

/** As many as two updates of two megabytes delete. */
const RANGES = 900_000;

const ROOMS = { full: 14, short: 6 };

const WRITER = 7;

/** Updates by which a text is written and every second character of it deleted: the most ranges for its bytes. */
export function splittingUpdates(ranges: number): Uint8Array[] {
  const half = Math.ceil(ranges / 2);
  const written = text('y'.repeat(4 * half));
  return [
    craftUpdate([{ client: WRITER, clock: 0, structs: [written] }]),
    ...[0, 2 * half].map((from) => everySecond(from, half)),
  ];
}

function everySecond(from: number, ranges: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const value of [0, 1, WRITER, ranges]) encoding.writeVarUint(encoder, value);
    for (let i = 0; i < ranges; i++) {
      encoding.writeVarUint(encoder, from + 2 * i);
      encoding.writeVarUint(encoder, 1);
    }
  });
}

/** Rooms that are made so and stay open meanwhile; resolves with the id of the last one. */
async function openedRooms(url: string, size: AttackSize): Promise<string> {
  const updates = splittingUpdates(RANGES).map(updateMessage);
  const clients: WireClient[] = [];
  let last = '';
  for (let i = 0; i < ROOMS[size]; i++) {
    last = (await createRoomOn(url)).id;
    const client = await connectWire(url, last);
    clients.push(client);
    const isOver = () => client.socket.readyState !== client.socket.OPEN;
    for (const [index, update] of updates.entries()) {
      if (isOver()) break;
      client.send(update);
      await eventually('an update to be stored', () => isOver() || client.saved > index, 60_000);
    }
  }
  for (const client of clients) client.close();
  return last;
}

export const manySplitRooms: Attack = {
  name: 'many-split-rooms',
  takes: 'memory',
  about: '[H2] rooms that stay open, in each of which every second of 1.8 million characters is deleted',
  prepare: openedRooms,
  async run(siege) {
    const updates = splittingUpdates(RANGES).map(updateMessage);
    await siege.repeat(2, async () => {
      const { url } = siege.victim;
      const created = await createRoomOn(url).catch(() => undefined);
      const socket = created && (await siege.connect('sync', created.id));
      if (socket === undefined) return siege.pause(1_000);
      for (const update of updates) {
        if (!(await siege.send(socket, update)) || !(await siege.answersPing(socket))) return;
      }
      siege.count('rooms');
    });
  },
};
