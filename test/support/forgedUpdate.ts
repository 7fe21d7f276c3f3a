import { craftUpdate } from './craftedUpdate.ts';
import type { CraftedStruct, Id } from './craftedUpdate.ts';
import type { SeededRandom } from './seed.ts';

/**
 * A well-formed update by somebody who invents ids, clocks, origins and deletions close to what the room knows: some
 * fit, some leave gaps, some wait for each other.
 */
export function forgeUpdate(random: SeededRandom, known: ReadonlyMap<number, number>): Uint8Array {
  const clients = [...known.keys(), 1, 2, 3];
  const writers = clients
    .filter((_, i) => clients.indexOf(clients[i]!) === i && random.chance(0.4))
    .slice(0, 4);
  const sections = shuffled(random, writers).map((client) => {
    const last = known.get(client) ?? 0;
    const from = random.chance(0.7) ? last : Math.max(0, last - random.int(4) + random.int(2));
    let clock = from;
    const structs = Array.from({ length: 1 + random.int(4) }, () => {
      const struct = forgeStruct(random, client, clock, () => forgeId(random, clients, writers, known));
      clock += lengthOf(struct);
      return struct;
    });
    return { client, clock: from, structs };
  });
  const deletions = random.chance(0.6)
    ? []
    : [
        {
          client: random.pick(clients),
          ranges: Array.from({ length: 1 + random.int(3) }, () => forgeRange(random)),
        },
      ];
  return craftUpdate(sections, deletions);
}

function forgeStruct(random: SeededRandom, client: number, clock: number, forge: () => Id): CraftedStruct {
  if (random.chance(0.05)) return { content: { kind: 'skip', length: 1 + random.int(3) } };
  const own = (): Id => [client, random.int(clock)];
  const place = (): Id | undefined =>
    random.chance(0.3) ? undefined : clock > 0 && random.chance(0.4) ? own() : forge();
  return {
    origin: place(),
    right: place(),
    content: random.chance(0.2)
      ? { kind: 'deleted', length: 1 + random.int(3) }
      : { kind: 'string', text: random.pick(['x', 'yz', '😀', 'é😀a']) },
  };
}

/** Mostly an id that is known or, for a writer of this update, just about to be. */
function forgeId(
  random: SeededRandom,
  clients: readonly number[],
  writers: readonly number[],
  known: ReadonlyMap<number, number>,
): Id {
  const client = random.chance(0.5) ? random.pick(writers) : random.pick(clients);
  const last = known.get(client) ?? 0;
  return [
    client,
    writers.includes(client) && random.chance(0.5) ? last + random.int(3) : random.int(last + 1),
  ];
}

function forgeRange(random: SeededRandom): readonly [number, number] {
  return [random.int(20), 1 + random.int(4)];
}

function lengthOf({ content }: CraftedStruct): number {
  if (content.kind === 'raw') throw new Error('Raw content is not forged here.');
  return content.kind === 'string' ? content.text.length : content.length;
}

function shuffled<T>(random: SeededRandom, list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
