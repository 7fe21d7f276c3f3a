import type { Candidate, Candidates } from './candidate.ts';
import { type Search, usesOf } from './search.ts';
import { BREAK_ID, type TokenId } from './vocabulary.ts';

/**
 * What the calibrator looks at. The model file names its features in this order: whoever changes one here has to train
 * the calibrator again.
 */
export const FEATURES = [
  'matchLength',
  'longestMatch',
  'share',
  'shareOfTwo',
  'shareOfFour',
  'shareOfLongest',
  'votes',
  'allVotes',
  'alternatives',
  'votesHere',
  'votesOnLine',
  'votesInPrimer',
  'age',
  'isNewest',
  'lengthAtAge',
  'distance',
  'sort',
  'sortBefore',
  'sortBeforeThat',
  'typedUnits',
  'missingUnits',
  'step',
  'unitsSoFar',
  'probabilitySoFar',
  'wordCount',
  'wordAge',
  'renamedLength',
  'renamedShare',
  'substitutions',
  'renaming',
  'longestRenamed',
  'tokensOnLine',
  'unitsOnLine',
  'isInQuotes',
  'isInComment',
  'bracket',
  'rank',
  'tail',
  'repeatsWhatFollows',
  'deeperThanNext',
  'familiarity',
  'size',
  'partLength',
  'partWords',
  'typedWordCount',
  'isFinished',
] as const;

export const FEATURE_COUNT = FEATURES.length;

/** What is the same for all candidates of one step. */
export interface StepFacts {
  readonly before: readonly TokenId[];
  /** Tokens predicted so far. */
  readonly step: number;
  readonly units: number;
  readonly probability: number;
  readonly brackets: readonly string[];
  readonly isInQuotes: boolean;
  /** Before the next one, the predicted ones included. */
  readonly tokensOnLine: number;
  readonly indent: number;
  /** Lines begun so far. */
  readonly lines: number;
  /** The longest match one token before. */
  readonly familiarity: number;
}

export interface CandidateFacts {
  readonly candidate: Candidate;
  readonly rank: number;
  readonly isNewest: boolean;
  /** Columns of the line that a newline begins; otherwise of the line it is on. */
  readonly indent: number;
}

/** What the candidates are compared by, as numbers; writes FEATURE_COUNT of them into `into`. */
export function writeFeatures(
  into: Float64Array,
  search: Search,
  candidates: Candidates,
  votesAtLongest: number,
  step: StepFacts,
  { candidate, rank, isNewest, indent }: CandidateFacts,
): void {
  const { cursor, scope, size } = search;
  const { vocabulary } = scope;
  const text = vocabulary.textOf(candidate.id);
  const word = usesOf(search, candidate.id);
  const isFirst = step.step === 0;
  const following = step.tokensOnLine === 0 ? cursor.nextLineFirst : step.lines === 0 ? cursor.tailFirst : '';
  let at = 0;
  into[at++] = candidate.matchLength;
  into[at++] = candidates.longest;
  into[at++] = candidate.score / (candidates.score + 0.3);
  into[at++] = shareOf(candidate.votesOfTwo, candidates.votesOfTwo);
  into[at++] = shareOf(candidate.votesOfFour, candidates.votesOfFour);
  into[at++] =
    candidate.matchLength < candidates.longest ? 0 : shareOf(candidate.votesAtLength, votesAtLongest);
  into[at++] = Math.min(candidate.votes, 50);
  into[at++] = Math.min(candidates.votes, 200);
  into[at++] = Math.min(candidates.byId.size, 30);
  into[at++] = Math.min(candidate.votesHere, 20);
  into[at++] = candidate.votesOnLine;
  into[at++] = candidate.votesInPrimer;
  into[at++] = Math.log2(1 + candidate.age);
  into[at++] = isNewest ? 1 : 0;
  into[at++] = candidate.lengthAtAge;
  into[at++] = candidate.distance;
  into[at++] = vocabulary.classOf(candidate.id);
  into[at++] = vocabulary.classOf(step.before[0] ?? BREAK_ID);
  into[at++] = vocabulary.classOf(step.before[1] ?? BREAK_ID);
  into[at++] = isFirst ? cursor.partial.length : -1;
  into[at++] = text.length - (isFirst ? cursor.partial.length : 0);
  into[at++] = step.step;
  into[at++] = step.units;
  into[at++] = Math.log(step.probability);
  into[at++] = Math.log2(1 + word.count);
  into[at++] = Math.log2(1 + word.age);
  into[at++] = candidate.renamedLength;
  into[at++] = shareOf(candidate.renamedScore, candidates.renamedScore);
  into[at++] = candidate.substitutions;
  into[at++] = candidate.renaming;
  into[at++] = candidates.longestRenamed;
  into[at++] = step.tokensOnLine;
  into[at++] = step.step === 0 ? cursor.unitsOnLine : -1;
  into[at++] = step.isInQuotes ? 1 : 0;
  into[at++] = cursor.isInComment ? 1 : 0;
  into[at++] = bracketFit(text, step.brackets);
  into[at++] = rank;
  into[at++] = cursor.tail === '' ? 0 : /^[)\]}>"'`;,]*$/.test(cursor.tail) ? 1 : 2;
  into[at++] = following === '' ? -1 : following === text ? 1 : 0;
  into[at++] = cursor.nextLineIndent === undefined ? -99 : indent - cursor.nextLineIndent;
  into[at++] = step.familiarity;
  into[at++] = Math.log2(1 + size);
  into[at++] = candidate.partLength;
  into[at++] = Math.log2(1 + candidate.partWords);
  into[at++] = isFirst ? Math.log2(1 + search.partialUses) : -1;
  into[at] = step.units === 0 && !isFirst ? 1 : 0;
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : -1;
}

/** Whether a closing bracket closes what is open: 1 yes, -2 another one, -1 nothing is open; 0 for what closes nothing. */
function bracketFit(text: string, brackets: readonly string[]): number {
  const opening = OPENING.get(text);
  if (opening === undefined) return 0;
  const open = brackets.at(-1);
  if (open === undefined) return -1;
  return open === opening ? 1 : -2;
}

const OPENING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
