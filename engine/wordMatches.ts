import { addBlank, type Candidates, NEVER } from './candidate.ts';
import { WEIGHT_HERE } from './exactMatches.ts';
import type { Search } from './search.ts';
import { WORD } from './tokenKind.ts';

/** Words of the documents that begin with the one being typed, the often and lately used ones first. */
export function addWordMatches(search: Search, candidates: Candidates): void {
  const { partial, typedBlank, lineIds } = search.cursor;
  if (partial === '') return;
  const { vocabulary, blanks, stamp } = search.scope;
  const blank = blanks.idOf(typedBlank);
  for (const { tokens, isHere, isPrimer } of search.documents) {
    for (const id of tokens.words.startingLike(partial)) {
      const text = vocabulary.textOf(id);
      if (text.length < partial.length || !text.startsWith(partial)) continue;
      const age = isPrimer ? NEVER : (stamp.latest - tokens.latestStampOf(id)) >>> 0;
      const count = tokens.words.countOf(id);
      const score = (SCORE * Math.log2(1 + count) * (isHere ? WEIGHT_HERE : 1)) / (1 + age / HALF_LIFE_LINES);
      const candidate = candidates.get(id);
      candidate.score += score;
      candidates.score += score;
      if (candidate.blanks.size === 0) addBlank(candidate, blank, score);
      if (candidate.votes > 0 || candidate.renamedLength > 0) continue;
      candidate.age = Math.min(candidate.age, age);
      if (isHere) candidate.votesHere = 1;
      if (isPrimer) candidate.votesInPrimer = 1;
    }
  }
  for (const id of lineIds) {
    if (vocabulary.kindOf(id) !== WORD) continue;
    const text = vocabulary.textOf(id);
    if (text.length <= partial.length || !text.startsWith(partial)) continue;
    const candidate = candidates.get(id);
    candidate.votesOnLine++;
    candidate.score += SCORE_ON_LINE;
    candidates.score += SCORE_ON_LINE;
    if (candidate.blanks.size === 0) addBlank(candidate, blank, SCORE_ON_LINE);
  }
}

const SCORE = 0.3;
const SCORE_ON_LINE = 0.5;
/** A word that was last used so many lines ago counts half. */
const HALF_LIFE_LINES = 200;
