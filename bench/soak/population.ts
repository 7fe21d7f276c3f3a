import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { codeOf, createRoomOn, request } from '../../test/relay/support/rest.ts';
import { eventually } from '../../test/support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../../test/support/plainClient.ts';
import type { SeededRandom } from '../../test/support/seed.ts';

/** What people meet who type, come and go for a while. */
export interface Experience {
  /** Milliseconds from an edit to its arrival in another replica. Emptied by whoever reads it. */
  latencies: number[];
  edits: number;
  joins: number;
  roomsCompared: number;
  /** One sentence for each thing that went wrong. */
  readonly faults: string[];
}

export interface PopulationOptions {
  readonly url: string;
  readonly rooms: number;
  readonly peoplePerRoom: number;
  readonly random: SeededRandom;
  /** Ends it: rooms finish what they are at. */
  readonly signal: AbortSignal;
}

/** Lets people work in `rooms` rooms until `signal`; resolves when everybody has left. */
export async function populate(options: PopulationOptions, experience: Experience): Promise<void> {
  await Promise.all(
    Array.from({ length: options.rooms }, async () => {
      while (!options.signal.aborted) await liveThrough(options, experience);
    }),
  );
}

/** One room from its creation until everybody has left it; every second one is deleted then. */
async function liveThrough(options: PopulationOptions, experience: Experience): Promise<void> {
  const { url, random, signal, peoplePerRoom } = options;
  const { id } = await createRoomOn(url, '', 'Soak');
  const life = AbortSignal.any([signal, AbortSignal.timeout(ROOM_MS.least + random.int(ROOM_MS.spread))]);
  const isOver = () => life.aborted;
  const lastEdits = new Map<number, LastEdit>();
  const stay = async () => {
    while (!isOver()) {
      const person = await joinAsPlainClient(url, id);
      experience.joins++;
      const stopWatching = watchArrivals(person.doc, lastEdits, experience);
      try {
        await type(person, lastEdits, options, life, experience);
        if (isOver()) return person;
        await eventually('a person to have sent everything', () => person.provider.ws?.bufferedAmount === 0);
      } finally {
        stopWatching();
      }
      person.close();
    }
    return undefined;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: peoplePerRoom }, stay));
  for (const one of outcomes) if (one.status === 'rejected') experience.faults.push(String(one.reason));
  const people = outcomes.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  await compare(url, id, people, experience);
  for (const person of people) person.close();
  if (random.chance(0.5)) await request(url, 'DELETE', `/rooms/${id}`);
}

interface LastEdit {
  readonly clock: number;
  readonly at: number;
}

/** Types until it is time for a break, or for everybody to go. */
async function type(
  { doc, text, provider }: PlainClient,
  lastEdits: Map<number, LastEdit>,
  { random }: PopulationOptions,
  life: AbortSignal,
  experience: Experience,
): Promise<void> {
  provider.awareness.setLocalStateField('user', { name: `Soak ${doc.clientID % 100}` });
  for (let keys = 20 + random.int(300); keys > 0 && !life.aborted; keys--) {
    if (text.length > TEXT_UNITS) text.delete(random.int(TEXT_UNITS / 2), TEXT_UNITS / 2);
    text.insert(random.int(text.length + 1), random.chance(0.1) ? '\n' : 'x');
    lastEdits.set(doc.clientID, { clock: Y.getState(doc.store, doc.clientID), at: performance.now() });
    provider.awareness.setLocalStateField('cursor', { anchor: random.int(100), head: 0 });
    experience.edits++;
    await wait(KEY_MS.least + random.int(KEY_MS.spread));
  }
}

/** Takes the time of what arrives from others. */
function watchArrivals(doc: Y.Doc, lastEdits: ReadonlyMap<number, LastEdit>, experience: Experience) {
  const arrived = ({ local, beforeState, afterState }: Y.Transaction) => {
    if (local) return;
    for (const [client, { clock, at }] of lastEdits) {
      const after = afterState.get(client) ?? 0;
      if (after >= clock && (beforeState.get(client) ?? 0) < clock && beforeState.has(client))
        experience.latencies.push(performance.now() - at);
    }
  };
  doc.on('afterTransaction', arrived);
  return () => doc.off('afterTransaction', arrived);
}

async function compare(
  url: string,
  id: string,
  people: readonly PlainClient[],
  experience: Experience,
): Promise<void> {
  const [first, ...others] = people;
  if (first === undefined) return;
  try {
    await eventually('all to have the same text, and the relay too', async () => {
      const text = first.text.toJSON();
      return others.every((person) => person.text.toJSON() === text) && (await codeOf(url, id)) === text;
    });
    experience.roomsCompared++;
  } catch (error) {
    experience.faults.push(`room ${id}: ${String(error)}`);
  }
}

const ROOM_MS = { least: 120_000, spread: 240_000 };
const KEY_MS = { least: 200, spread: 800 };
const TEXT_UNITS = 10_000;
