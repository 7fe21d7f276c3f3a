import { addTallies, type Interval, quantile, shareOf, type Tally } from './tally.ts';

/** What one suggester reached on one set. */
export interface Row {
  readonly set: string;
  readonly suggester: string;
  readonly samples: number;
  /** Share of the keystrokes that are saved. */
  readonly saved: Interval;
  /** Share of the cursor positions where a wrong text is shown. */
  readonly wrong: Interval;
  readonly shown: number;
  /** Of the different texts that were shown, the share that was taken. */
  readonly acceptance: number;
  readonly unitsAccepted: number;
  /** Units taken for each position. */
  readonly unitsPerPosition: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How likely the shown texts were said to be, in tenths, and how often they were right. */
  readonly claims: readonly { readonly said: number; readonly right: number; readonly count: number }[];
}

export function rowOf(set: string, suggester: string, tallies: readonly Tally[]): Row {
  const all = addTallies(tallies);
  return {
    set,
    suggester,
    samples: tallies.length,
    saved: shareOf(tallies, 'saved', 'keys'),
    wrong: shareOf(tallies, 'wrong', 'positions'),
    shown: all.shown / Math.max(1, all.positions),
    acceptance: all.accepted / Math.max(1, all.episodes),
    unitsAccepted: all.acceptedUnits / Math.max(1, all.accepted),
    unitsPerPosition: all.acceptedUnits / Math.max(1, all.positions),
    p50Ms: quantile(all.milliseconds, 0.5),
    p99Ms: quantile(all.milliseconds, 0.99),
    claims: claimsOf(all),
  };
}

const COLUMNS: readonly (readonly [title: string, cell: (row: Row) => string])[] = [
  ['suggester', (row) => row.suggester],
  [
    'keystrokes saved',
    ({ saved }) => `${percent(saved.value)} [${percent(saved.low)}..${percent(saved.high)}]`,
  ],
  [
    'wrong positions',
    ({ wrong }) => `${percent(wrong.value)} [${percent(wrong.low)}..${percent(wrong.high)}]`,
  ],
  ['shown', (row) => percent(row.shown)],
  ['accepted', (row) => percent(row.acceptance)],
  ['units each', (row) => row.unitsAccepted.toFixed(1)],
  ['units/position', (row) => row.unitsPerPosition.toFixed(2)],
  ['p50 ms', (row) => row.p50Ms.toFixed(2)],
  ['p99 ms', (row) => row.p99Ms.toFixed(2)],
];

/** A table for each set, as Markdown. */
export function markdownOf(rows: readonly Row[]): string {
  return [...new Set(rows.map(({ set }) => set))]
    .map((set) => {
      const own = rows.filter((row) => row.set === set);
      const [first] = own;
      return [
        `### ${set} (${first?.samples ?? 0} samples)`,
        '',
        `| ${COLUMNS.map(([title]) => title).join(' | ')} |`,
        `| ${COLUMNS.map(() => '---').join(' | ')} |`,
        ...own.map((row) => `| ${COLUMNS.map(([, cell]) => cell(row)).join(' | ')} |`),
        '',
        ...own
          .filter(({ claims }) => claims.length > 0)
          .map(
            ({ suggester, claims }) =>
              `${suggester}, said → right: ${claims.map(({ said, right, count }) => `${said.toFixed(2)} → ${right.toFixed(2)} (${count})`).join(', ')}`,
          ),
        '',
      ].join('\n');
    })
    .join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function claimsOf({ claims }: Tally): Row['claims'] {
  return Array.from({ length: 10 }, (_, tenth) => {
    const own = claims.filter(([said]) => Math.min(9, Math.floor(said * 10)) === tenth);
    return {
      said: own.reduce((sum, [said]) => sum + said, 0) / own.length,
      right: own.filter(([, isRight]) => isRight).length / own.length,
      count: own.length,
    };
  }).filter(({ count }) => count > 0);
}
