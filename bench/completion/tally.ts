import { seededRandom } from '../../test/support/seed.ts';

/** What came of the texts that were shown while one thing was typed. */
export interface Tally {
  /** Keystrokes that it takes without any help. */
  keys: number;
  saved: number;
  /** Cursor positions before a keystroke. */
  positions: number;
  shown: number;
  wrong: number;
  /** Different texts that were shown; one that stays while it is typed through counts once. */
  episodes: number;
  accepted: number;
  acceptedUnits: number;
  readonly milliseconds: number[];
  /** How likely each shown text was said to be, and whether it was right. */
  readonly claims: [probability: number, isRight: boolean][];
}

export function newTally(): Tally {
  return {
    keys: 0,
    saved: 0,
    positions: 0,
    shown: 0,
    wrong: 0,
    episodes: 0,
    accepted: 0,
    acceptedUnits: 0,
    milliseconds: [],
    claims: [],
  };
}

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = newTally();
  for (const tally of tallies) {
    for (const key of COUNTS) sum[key] += tally[key];
    for (const each of tally.milliseconds) sum.milliseconds.push(each);
    for (const each of tally.claims) sum.claims.push(each);
  }
  return sum;
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A share with its 95 % interval, by drawing the files again 1,000 times. */
export function shareOf(tallies: readonly Tally[], part: CountKey, whole: CountKey): Interval {
  const random = seededRandom(1);
  const value = share(tallies, part, whole);
  const drawn = Array.from({ length: 1_000 }, () =>
    share(
      tallies.map(() => tallies[random.int(tallies.length)]!),
      part,
      whole,
    ),
  ).sort((a, b) => a - b);
  return { value, low: drawn[25]!, high: drawn[974]! };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const COUNTS = [
  'keys',
  'saved',
  'positions',
  'shown',
  'wrong',
  'episodes',
  'accepted',
  'acceptedUnits',
] as const;
export type CountKey = (typeof COUNTS)[number];

function share(tallies: readonly Tally[], part: CountKey, whole: CountKey): number {
  let parts = 0;
  let wholes = 0;
  for (const tally of tallies) {
    parts += tally[part];
    wholes += tally[whole];
  }
  return wholes > 0 ? parts / wholes : 0;
}
