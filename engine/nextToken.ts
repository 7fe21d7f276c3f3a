import type { BoostedTrees } from './boostedTrees.ts';
import { blankOf, type Candidate, Candidates } from './candidate.ts';
import { addExactMatches, addMatchesOnLine } from './exactMatches.ts';
import { FEATURE_COUNT, type StepFacts, writeFeatures } from './features.ts';
import { readNewline, type Indentation } from './indentation.ts';
import { addPartMatches } from './partMatches.ts';
import { addRenamedMatches } from './renamedMatches.ts';
import type { Search } from './search.ts';
import { NEWLINE } from './tokenKind.ts';
import { addWordMatches } from './wordMatches.ts';

/** A token that may come next. */
export interface RankedToken {
  readonly candidate: Candidate;
  /** Number of the blanks before it. */
  readonly blank: number;
  readonly probability: number;
}

/** Sees what is ranked, for training. */
export type WatchRanking = (tokens: readonly RankedToken[], features: readonly Float64Array[]) => void;

export interface Ranking {
  /** The likeliest first. */
  readonly tokens: readonly RankedToken[];
  /** The longest match of them all. */
  readonly longest: number;
}

/** What may come next, and how likely each is. Without `trees`, the share of the votes stands for the probability. */
export function rankNextTokens(
  search: Search,
  step: StepFacts,
  indentation: Indentation,
  trees: BoostedTrees | undefined,
  watch?: WatchRanking,
): Ranking {
  const ending = { before: step.before, isFirst: step.step === 0 };
  const candidates = new Candidates();
  addExactMatches(search, ending, candidates);
  addMatchesOnLine(search, ending, candidates);
  addRenamedMatches(search, ending, candidates);
  if (ending.isFirst) {
    addWordMatches(search, candidates);
    addPartMatches(search, candidates);
  }

  const best = candidates.best(MAX_RANKED);
  const newest = best.reduce((age, candidate) => Math.min(age, candidate.age), Infinity);
  const votesAtLongest = candidates.votesAtLongest();
  const { vocabulary } = search.scope;
  const kept: Float64Array[] = [];
  const tokens = best.map((candidate, rank): RankedToken => {
    const values = watch === undefined ? SCRATCH : new Float64Array(FEATURE_COUNT);
    const text = vocabulary.textOf(candidate.id);
    const isNewline = vocabulary.kindOf(candidate.id) === NEWLINE;
    writeFeatures(values, search, candidates, votesAtLongest, step, {
      candidate,
      rank,
      isNewest: candidate.age === newest,
      indent: isNewline ? readNewline(text, step.indent, indentation).indent : step.indent,
    });
    kept.push(values);
    const share = candidate.score / (candidates.score + 0.3);
    return { candidate, blank: blankOf(candidate), probability: trees?.probability(values) ?? share };
  });
  watch?.(tokens, kept);
  return { tokens: tokens.sort((a, b) => b.probability - a.probability), longest: candidates.longest };
}

/** How many candidates are looked at closely. */
const MAX_RANKED = 8;

const SCRATCH = new Float64Array(FEATURE_COUNT);
