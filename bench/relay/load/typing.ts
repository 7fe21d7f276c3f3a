import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { eventually } from '../../../test/support/eventually.ts';
import { Client } from './client.ts';
import type { Target } from './dialect.ts';
import { joinInTurns } from './joinInTurns.ts';
import { quantile } from './quantile.ts';
import { RoomStream } from './roomStream.ts';
import type { Scene } from './scene.ts';

export interface TypingOptions {
  readonly targets: readonly Target[];
  readonly peoplePerRoom: number;
  readonly typists: 'one' | 'all';
}

export interface TypingRun {
  readonly keysPerSecond: number;
  readonly seconds: number;
}

export interface TypingFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly edits: number;
}

/** People who type at a person's pace. Who types, and one reader in each room, has a document; the others count. */
export async function openTyping(options: TypingOptions): Promise<Scene<TypingRun, TypingFigures>> {
  const { targets, peoplePerRoom, typists } = options;
  const documents = typists === 'all' ? peoplePerRoom : Math.min(2, peoplePerRoom);
  const rooms: Client[][] = [];
  for (const target of targets) {
    const stream = new RoomStream();
    rooms.push(
      await joinInTurns(peoplePerRoom, (index) =>
        Client.join(target, index < documents ? { doc: new Y.Doc() } : { stream }),
      ),
    );
  }
  const authors = rooms.flatMap((people) => people.slice(0, typists === 'all' ? peoplePerRoom : 1));
  const sentAt = new Map<string, number>();
  let latencies: number[] = [];
  for (const reader of rooms.flat()) {
    if (reader.doc === undefined) continue;
    reader.onNews = (ranges) => {
      for (const { client, to } of ranges) {
        const at = sentAt.get(`${client}:${to}`);
        if (at !== undefined) latencies.push(performance.now() - at);
      }
    };
  }

  return {
    async run({ keysPerSecond, seconds }) {
      latencies = [];
      sentAt.clear();
      const interval = 1_000 / keysPerSecond;
      const keys = Math.round(keysPerSecond * seconds);
      await Promise.all(
        authors.map(async (author, index) => {
          await wait((index / authors.length) * interval);
          const { doc } = author;
          const begin = performance.now();
          for (let key = 0; key < keys; key++) {
            const next = begin + key * interval - performance.now();
            if (next > 0) await wait(next);
            const clock = Y.getState(doc!.store, doc!.clientID) + 1;
            sentAt.set(`${doc!.clientID}:${clock}`, performance.now());
            author.edit((text) => text.insert(text.length, 'x'));
          }
        }),
      );
      await eventually('everybody to have everything', () => rooms.every(isSettled));
      return {
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
        edits: keys * authors.length,
      };
    },
    close: () => rooms.flat().forEach((client) => client.close()),
  };
}

/** Everybody in the room has the same, and those with a document the same text. */
function isSettled(people: readonly Client[]): boolean {
  const [first, ...others] = people;
  if (first?.doc === undefined) return false;
  const text = first.doc.getText('code').toJSON();
  return others.every(({ doc, known }) =>
    doc !== undefined
      ? doc.getText('code').toJSON() === text
      : [...Y.decodeStateVector(Y.encodeStateVector(first.doc!))].every(
          ([client, clock]) => known.get(client) === clock,
        ),
  );
}
