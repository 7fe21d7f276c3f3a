/** A source of randomness that repeats itself: the same seed gives the same numbers. */
export interface SeededRandom {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from 0 up to, but not including, `n`. */
  int(n: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** The generator mulberry32: 32 bits of state are plenty for tests. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (n: number): number => Math.floor(next() * n);
  return {
    next,
    int,
    chance: (p) => next() < p,
    pick: (list) => {
      const item = list[int(list.length)];
      if (list.length === 0) throw new Error('Cannot pick from an empty list.');
      return item as (typeof list)[number];
    },
  };
}

/** A new seed for every run, or the one in TANDEM_SEED. Prints it, so that a failure can be repeated. */
export function seedFor(title: string): number {
  const given = process.env['TANDEM_SEED'];
  const seed = given === undefined || given === '' ? Math.floor(Math.random() * 2 ** 32) : Number(given);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new Error(`TANDEM_SEED is "${given ?? ''}"; give a whole number from 0 to 4294967295.`);
  }
  console.log(`      TANDEM_SEED=${seed} repeats: ${title}`);
  return seed;
}
