import { FAR_LINES } from './cursorContext.ts';
import type { TokenId } from './vocabulary.ts';

/** How a name came to stand in for another one. */
export const NOT_RENAMED = 0;
export const NAME_ADAPTED = 1;
export const NAME_REPLACED = 2;

/** A token that may come next, and what speaks for it. Ages count indexed lines. */
export interface Candidate {
  readonly id: TokenId;
  score: number;
  /** Places where it follows the same tokens. */
  votes: number;
  votesOfTwo: number;
  votesOfFour: number;
  /** Tokens before such a place that are the same as those before the cursor: the most of all places. */
  matchLength: number;
  votesAtLength: number;
  votesHere: number;
  votesOnLine: number;
  /** Of all votes, those that the primer gives. */
  votesInPrimer: number;
  age: number;
  lengthAtAge: number;
  /** Lines between the nearest place and the cursor. */
  distance: number;
  renamedLength: number;
  renamedScore: number;
  substitutions: number;
  renaming: typeof NOT_RENAMED | typeof NAME_ADAPTED | typeof NAME_REPLACED;
  /** Of a word that is put together: typed units of its last part, and words that have such a part. */
  partLength: number;
  partWords: number;
  /** The blanks before it, with how much speaks for each. */
  readonly blanks: Map<number, number>;
}

/** Everything that may come next, and what the places say together. */
export class Candidates {
  readonly byId = new Map<TokenId, Candidate>();
  score = 0;
  votes = 0;
  votesOfTwo = 0;
  votesOfFour = 0;
  longest = 0;
  longestRenamed = 0;
  renamedScore = 0;

  get(id: TokenId): Candidate {
    let candidate = this.byId.get(id);
    if (candidate === undefined) {
      candidate = newCandidate(id);
      this.byId.set(id, candidate);
    }
    return candidate;
  }

  /** A place where the tokens before the cursor are followed by `candidate`. */
  vote(candidate: Candidate, match: TokenMatch, score: number): void {
    const { length, age, isHere, isPrimer, distance, blank } = match;
    candidate.score += score;
    candidate.votes++;
    if (length > candidate.matchLength) {
      candidate.matchLength = length;
      candidate.votesAtLength = 0;
    }
    if (length === candidate.matchLength) candidate.votesAtLength++;
    if (isHere) candidate.votesHere++;
    if (isPrimer) candidate.votesInPrimer++;
    if (age < candidate.age) {
      candidate.age = age;
      candidate.lengthAtAge = length;
    }
    if (distance < candidate.distance) candidate.distance = distance;
    if (length >= 2) {
      candidate.votesOfTwo++;
      this.votesOfTwo++;
    }
    if (length >= 4) {
      candidate.votesOfFour++;
      this.votesOfFour++;
    }
    addBlank(candidate, blank, score);
    this.score += score;
    this.votes++;
    if (length > this.longest) this.longest = length;
  }

  /** Those that most speaks for, the likeliest first. */
  best(count: number): Candidate[] {
    const all = [...this.byId.values()].sort((a, b) => b.score - a.score);
    return all.length > count ? all.slice(0, count) : all;
  }

  /** How many places have the longest match, whatever follows there. */
  votesAtLongest(): number {
    let votes = 0;
    for (const candidate of this.byId.values())
      if (candidate.matchLength === this.longest) votes += candidate.votesAtLength;
    return votes;
  }
}

/** Where the tokens before the cursor stand once more. */
export interface TokenMatch {
  readonly length: number;
  readonly age: number;
  readonly isHere: boolean;
  readonly isPrimer: boolean;
  readonly distance: number;
  readonly blank: number;
}

export function addBlank(candidate: Candidate, blank: number, score: number): void {
  candidate.blanks.set(blank, (candidate.blanks.get(blank) ?? 0) + score);
}

/** The blanks that most speaks for, as their number. */
export function blankOf(candidate: Candidate): number {
  let best = 0;
  let most = -1;
  for (const [blank, score] of candidate.blanks) if (score > most) [best, most] = [blank, score];
  return best;
}

/** What a match of so many tokens counts: two more tokens tell more than two more places. */
export function weightOf(length: number): number {
  return WEIGHTS[Math.min(length, WEIGHTS.length - 1)] ?? 0;
}

const WEIGHTS = Array.from({ length: 25 }, (_, length) => 0.3 + length * 0.7 + length ** 2);

/** The age of what stands nowhere. */
export const NEVER = 2 ** 31;

function newCandidate(id: TokenId): Candidate {
  return {
    id,
    score: 0,
    votes: 0,
    votesOfTwo: 0,
    votesOfFour: 0,
    matchLength: 0,
    votesAtLength: 0,
    votesHere: 0,
    votesOnLine: 0,
    votesInPrimer: 0,
    age: NEVER,
    lengthAtAge: 0,
    distance: FAR_LINES,
    renamedLength: 0,
    renamedScore: 0,
    substitutions: 0,
    renaming: NOT_RENAMED,
    partLength: 0,
    partWords: 0,
    blanks: new Map(),
  };
}
