import { markdownTable } from '../../bench/markdownTable.ts';
import { quantile, median } from '../../bench/relay/load/quantile.ts';
import type { Tally } from './siege.ts';

/** How long edits of the neighbour took to be stored, in milliseconds. */
export interface Latencies {
  /** The median over the stretches of the 95th hundredth in each. */
  readonly p95: number;
  readonly slowest: number;
}

/** What one attack has shown. */
export interface AttackResult {
  readonly attack: string;
  readonly seconds: number;
  /** While the neighbour's own relay was attacked. */
  readonly attacked: Latencies | undefined;
  /** While the same attack went to another relay of the machine. */
  readonly spared: Latencies | undefined;
  readonly peakMiB: number;
  /** By how much the logs and snapshots grew. */
  readonly storedMiB: number;
  /** What the attackers sent to the neighbour's relay, and what became of it. */
  readonly tally: Tally;
  /** The restart on what was stored: how long the list and the worst room took. */
  readonly listMs: number | undefined;
  readonly openMs: number | undefined;
  /** What did not hold; empty where everything did. */
  readonly complaints: readonly string[];
}

/** Undefined for no stretch. */
export function latenciesOf(stretches: readonly (readonly number[])[]): Latencies | undefined {
  const withEdits = stretches.filter((edits) => edits.length > 0);
  if (withEdits.length === 0) return undefined;
  return {
    p95: median(withEdits.map((edits) => quantile(edits, 0.95))),
    slowest: Math.max(...withEdits.flat()),
  };
}

/** How many times longer the neighbour's edits took because it was their own relay that was attacked. */
export function ratioOf({ attacked, spared }: Pick<AttackResult, 'attacked' | 'spared'>): number | undefined {
  return attacked && spared && attacked.p95 / spared.p95;
}

/** A row for each, as Markdown. */
export function resultTable(results: readonly AttackResult[]): string {
  const figure = (value: number | undefined, digits = 0) => value?.toFixed(digits) ?? '-';
  return markdownTable(
    [
      'attack',
      'p95 attacked, ms',
      'p95 spared, ms',
      'ratio',
      'slowest, ms',
      'peak RSS, MiB',
      'stored, MiB',
      'list, ms',
      'open, ms',
      'what did not hold',
    ],
    results.map((result) => [
      result.attack,
      figure(result.attacked?.p95, 1),
      figure(result.spared?.p95, 1),
      figure(ratioOf(result), 2),
      figure(result.attacked?.slowest),
      figure(result.peakMiB),
      figure(result.storedMiB, 1),
      figure(result.listMs),
      figure(result.openMs),
      result.complaints.join(' '),
    ]),
  );
}
