import type { SeededRandom } from './seed.ts';

/** Values at which encodings change their meaning. */
const EDGES = [0, 1, 4, 10, 0x7f, 0x80, 0x81, 0x84, 0xc0, 0xc4, 0xff];

/** One to three kinds of damage: flipped bits, cut, repeated, removed, foreign bytes. */
export function mutate(
  random: SeededRandom,
  original: Uint8Array,
  donors: readonly Uint8Array[],
): Uint8Array {
  let bytes = [...original];
  for (let i = 1 + random.int(3); i > 0; i--) bytes = mutateOnce(random, bytes, donors);
  return Uint8Array.from(bytes);
}

function mutateOnce(random: SeededRandom, bytes: number[], donors: readonly Uint8Array[]): number[] {
  const at = random.int(bytes.length + 1);
  const size = 1 + random.int(8);
  const replaced = (byte: number): number[] => [...bytes.slice(0, at), byte, ...bytes.slice(at + 1)];
  switch (random.int(7)) {
    case 0:
      return replaced((bytes[at] ?? 0) ^ (1 << random.int(8)));
    case 1:
      return replaced(((bytes[at] ?? 0) + (random.chance(0.5) ? 1 : 255)) & 0xff);
    case 2:
      return replaced(random.pick(EDGES));
    case 3:
      return bytes.slice(0, at);
    case 4:
      return [...bytes.slice(0, at + size), ...bytes.slice(at)];
    case 5:
      return [...bytes.slice(0, at), ...bytes.slice(at + size)];
    default: {
      const donor = random.pick(donors);
      const from = random.int(donor.length);
      return [...bytes.slice(0, at), ...donor.subarray(from, from + size), ...bytes.slice(at)];
    }
  }
}
