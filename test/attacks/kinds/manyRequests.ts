import * as Y from 'yjs';
import { codeOf, createRoomOn } from '../../relay/support/rest.ts';
import { presenceMessage, syncWire, updateMessage } from '../../relay/support/wireClient.ts';
import { eventually } from '../../support/eventually.ts';
import { seededRandom, seedFor } from '../../support/seed.ts';
import type { Attack } from '../attack.ts';
import type { Siege } from '../siege.ts';
import { scatteredStructs } from './craftedStates.ts';

/** A room of single characters which the relay still builds on its event loop. */
const MEDIUM_STRUCTS = 21_000;

export const sameText: Attack = {
  name: 'same-text',
  takes: 'time',
  about: '[H2] sets the text of a room of 21,000 scattered characters to what it is already, again and again',
  async prepare(url) {
    const { id } = await createRoomOn(url);
    const client = await syncWire(url, id, new Y.Doc());
    const all = { client: 7, clock: 0, count: MEDIUM_STRUCTS, isDeleted: false };
    client.send(updateMessage(scatteredStructs(seededRandom(seedFor('a medium room')), all)));
    await eventually('the room to be stored', () => client.saved > 0, 60_000);
    client.close();
    return id;
  },
  async run(siege) {
    const { url, room } = siege.victim;
    const body = JSON.stringify({ code: await codeOf(url, room) });
    await siege.repeat(4, () => asked(siege, 'PATCH', `/rooms/${room}`, body));
  },
};

export const names: Attack = {
  name: 'names',
  takes: 'time',
  about: '[H8] asks who is in a room of 38 people whose presence has 900 fields each',
  async run(siege) {
    const fields = Array.from({ length: 900 }, (_, field): [string, number] => [`f${field}`, field % 10]);
    const state = { user: { name: 'x' }, fields: Object.fromEntries(fields) };
    const crowd = siege.sessions(38, async (socket, index) => {
      await siege.send(socket, presenceMessage({ id: 1_000 + index, clock: 1, state }));
      await siege.hears(socket, () => false);
    });
    const asks = siege.repeat(10, () => asked(siege, 'GET', `/rooms/${siege.victim.room}/participants`));
    await Promise.all([crowd, asks]);
  },
};

export const pages: Attack = {
  name: 'pages',
  takes: 'time',
  about: '[H8] asks for metrics, health and pages that there are not, as fast as it is answered',
  async run(siege) {
    const paths = ['/metrics', '/health', '/nothing', '/docs'];
    await siege.repeat(40, (index) => asked(siege, 'GET', paths[index % paths.length]!));
  },
};

export const comingAndGoing: Attack = {
  name: 'coming-and-going',
  takes: 'time',
  about: '[H8] enters a room and leaves it, 36 at a time',
  run: (siege) => siege.sessions(36, () => Promise.resolve()),
};

/** Whatever the answer is. */
async function asked(siege: Siege, ...request: Parameters<Siege['request']>): Promise<void> {
  await siege.request(...request);
}
