import * as Y from 'yjs';
import { eventually } from '../../../test/support/eventually.ts';
import { Client } from './client.ts';
import type { Target } from './dialect.ts';
import { joinInTurns } from './joinInTurns.ts';
import { RoomStream } from './roomStream.ts';
import type { Scene } from './scene.ts';

export interface SaturationOptions {
  readonly target: Target;
  readonly receivers: number;
  readonly senders: number;
  /** Edits of each sender that nobody has seen yet. */
  readonly window: number;
}

export interface SaturationFigures {
  /** Edits that reached somebody who had not made them. */
  readonly deliveries: number;
  readonly seconds: number;
}

/** Senders who write as fast as somebody sees what they write. */
export async function openSaturation(
  options: SaturationOptions,
): Promise<Scene<{ readonly seconds: number }, SaturationFigures>> {
  const { target, receivers, senders, window } = options;
  const stream = new RoomStream();
  const readers = await joinInTurns(receivers, () => Client.join(target, { stream }));
  const authors = await joinInTurns(senders, () => Client.join(target));
  const scripts = authors.map(() => new Script());

  return {
    async run({ seconds }) {
      const [observer] = readers;
      const everybody = [...readers, ...authors];
      const before = totalOf(everybody);
      const start = performance.now();
      let isOver = false;
      const refill = () => {
        authors.forEach((author, index) => {
          const script = scripts[index]!;
          while (!isOver && script.clock - (observer!.known.get(script.author) ?? 0) < window)
            author.send(script.next());
        });
      };
      observer!.onNews = refill;
      refill();
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      isOver = true;
      const hasAll = (client: Client) =>
        scripts.every(({ author, clock }, index) =>
          authors[index] === client ? true : client.known.get(author) === clock,
        );
      await eventually('all edits to arrive', () => everybody.every(hasAll), 120_000);
      return {
        deliveries: totalOf(everybody) - before,
        seconds: (performance.now() - start) / 1_000,
      };
    },
    close: () => [...readers, ...authors].forEach((client) => client.close()),
  };
}

/** One author's edits, each the insertion of one character behind the one before. */
class Script {
  readonly #doc = new Y.Doc();
  #made: Uint8Array = new Uint8Array();
  readonly author = this.#doc.clientID;
  clock = 0;

  constructor() {
    this.#doc.on('update', (update: Uint8Array) => (this.#made = update));
  }

  next(): Uint8Array {
    this.#doc.getText('code').insert(this.clock++, 'x');
    return this.#made;
  }
}

function totalOf(clients: readonly Client[]): number {
  return clients.reduce((sum, { known }) => sum + [...known.values()].reduce((a, b) => a + b, 0), 0);
}
