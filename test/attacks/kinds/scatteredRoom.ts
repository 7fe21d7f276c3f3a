import * as Y from 'yjs';
import { createRoomOn } from '../../relay/support/rest.ts';
import { syncWire, updateMessage } from '../../relay/support/wireClient.ts';
import { eventually } from '../../support/eventually.ts';
import { seededRandom, seedFor } from '../../support/seed.ts';
import type { AttackSize } from '../siege.ts';
import { scatteredStructs } from './craftedStates.ts';

const STRUCTS = { full: 1_200_000, short: 60_000 };
const STRUCTS_OF_AN_UPDATE = 30_000;

/** A client id of one byte. */
const WRITER = 7;

/** A room of single characters, every one written at a random place: as many as the relay takes. */
export async function scatteredRoom(url: string, size: AttackSize): Promise<string> {
  const random = seededRandom(seedFor('a scattered room'));
  const { id } = await createRoomOn(url);
  const client = await syncWire(url, id, new Y.Doc());
  const isRefused = () => client.socket.readyState !== client.socket.OPEN;
  for (let clock = 0; clock < STRUCTS[size] && !isRefused(); clock += STRUCTS_OF_AN_UPDATE) {
    const saved = client.saved + 1;
    const part = { client: WRITER, clock, count: STRUCTS_OF_AN_UPDATE, isDeleted: false };
    client.send(updateMessage(scatteredStructs(random, part)));
    await eventually('a part of the room to be stored', () => isRefused() || client.saved >= saved, 60_000);
  }
  client.close();
  return id;
}
