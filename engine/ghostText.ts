import type { BoostedTrees } from './boostedTrees.ts';
import { isQuote, MAX_CONTEXT, nest } from './cursorContext.ts';
import { longestMatch } from './exactMatches.ts';
import type { StepFacts } from './features.ts';
import { type Indentation, readNewline } from './indentation.ts';
import { type RankedToken, rankNextTokens } from './nextToken.ts';
import type { Search } from './search.ts';
import { MARK, NEWLINE } from './tokenKind.ts';
import type { TokenId } from './vocabulary.ts';

export interface GhostText {
  /** To insert at the cursor. */
  readonly text: string;
  /** How likely the person would type exactly this, from 0 to 1. */
  readonly probability: number;
}

export interface PredictionOptions {
  readonly trees: BoostedTrees | undefined;
  readonly indentation: Indentation;
  /** What a wrong text costs, in keystrokes that a right one saves. */
  readonly wrongCost: number;
  readonly maxLines: number;
  /** So many texts that begin differently. */
  readonly alternatives: number;
  /** Sees every step, for training. */
  readonly watch?: WatchStep;
}

/** `continuations` are the text so far with each token that may come next, in the order of the features. */
export type WatchStep = (
  soFar: string,
  continuations: readonly string[],
  features: readonly Float64Array[],
) => void;

/**
 * The texts that are worth showing, the most useful first: each is as long as showing it saves most keystrokes on
 * average, the cost of being wrong included. Empty when every text would cost more than it saves.
 */
export function predictTexts(search: Search, options: PredictionOptions): GhostText[] {
  const start = startOf(search);
  const first = rankNextTokens(
    search,
    start.facts,
    options.indentation,
    options.trees,
    watchFrom(search, options, start),
  );
  const made: (GhostText & { readonly gain: number })[] = [];
  for (const token of first.tokens.slice(0, options.alternatives)) {
    const best = extend(search, options, start, token, first.longest);
    if (best !== undefined) made.push(best);
  }
  return made
    .sort((a, b) => b.gain - a.gain)
    .filter(({ text }, index) => made.findIndex((other) => other.text === text) === index)
    .map(({ text, probability }) => ({ text, probability }));
}

/** What has been predicted so far. */
interface Progress {
  readonly facts: StepFacts;
  readonly text: string;
  /** The line that the text ends with, from the last newline in it. */
  readonly lastLine: string;
}

function startOf(search: Search): Progress {
  const { cursor } = search;
  return {
    text: '',
    lastLine: '',
    facts: {
      before: cursor.before,
      step: 0,
      units: 0,
      probability: 1,
      brackets: cursor.brackets,
      isInQuotes: cursor.isInQuotes,
      tokensOnLine: cursor.lineIds.length - 1,
      indent: cursor.indent,
      lines: 0,
      familiarity: longestMatch(search, cursor.before.slice(1)),
    },
  };
}

/** What is right so far, where the text could end. */
interface Stop extends GhostText {
  readonly units: number;
}

function extend(
  search: Search,
  options: PredictionOptions,
  start: Progress,
  firstToken: RankedToken,
  firstLongest: number,
): (GhostText & { readonly gain: number }) | undefined {
  const stops: Stop[] = [];
  const least = options.alternatives > 1 ? MIN_CHOICE_PROBABILITY : MIN_PROBABILITY;
  let progress = start;
  let token: RankedToken | undefined = firstToken;
  let longest = firstLongest;
  while (token !== undefined) {
    const next = append(search, options, progress, token, longest);
    if (next === undefined) break;
    const { probability, units, step } = next.facts;
    if (probability < least || repeatsNextLine(search, next)) break;
    // It ends with something that can be seen.
    if (next.facts.tokensOnLine > 0) stops.push({ text: next.text, probability, units });
    if (step === MAX_TOKENS) break;
    progress = next;
    const ranking = rankNextTokens(
      search,
      progress.facts,
      options.indentation,
      options.trees,
      watchFrom(search, options, progress),
    );
    [token] = ranking.tokens;
    longest = ranking.longest;
  }
  return bestStop(stops, options);
}

/**
 * Where to end. What is behind a stop is not lost: it is shown next, for one more keystroke, once the text so far has
 * been taken. So a stop is worth what it saves and what those behind it will save. Somebody who asked for several to
 * choose from wants all of each at once. Undefined where none has a gain.
 */
function bestStop(
  stops: readonly Stop[],
  { wrongCost, alternatives }: PredictionOptions,
): (GhostText & { readonly gain: number }) | undefined {
  const gainBehind = new Float64Array(stops.length);
  for (let from = stops.length - 1; from >= -1; from--) {
    const base = stops[from] ?? { probability: 1, units: 0 };
    let most = 0;
    let best: Stop | undefined;
    stops.slice(from + 1).forEach((stop, index) => {
      const units = stop.units - base.units;
      if (units < MIN_UNITS) return;
      const probability = stop.probability / base.probability;
      const behind = alternatives > 1 ? 0 : (gainBehind[from + 1 + index] ?? 0);
      const gain = probability * (units - TAKING_COST + behind) - (1 - probability) * wrongCost * WRONG_KEYS;
      if (gain <= most) return;
      most = gain;
      best = stop;
    });
    if (from >= 0) gainBehind[from] = most;
    else if (best !== undefined) return { text: best.text, probability: best.probability, gain: most };
  }
  return undefined;
}

/** Undefined where the text has to end. */
function append(
  search: Search,
  options: PredictionOptions,
  { facts, text, lastLine }: Progress,
  token: RankedToken,
  longest: number,
): Progress | undefined {
  const { cursor, scope } = search;
  const { id } = token.candidate;
  const kind = scope.vocabulary.kindOf(id);
  const tokenText = scope.vocabulary.textOf(id);
  const piece = pieceOf(search, options, facts, id, token.blank);
  if (UNSAFE.test(piece)) return undefined;
  const lines = facts.lines + (kind === NEWLINE ? 1 : 0);
  if (cursor.tail !== '' && (kind === NEWLINE || (facts.lines === 0 && closesTail(tokenText, cursor.tail))))
    return undefined;
  if (lines > options.maxLines) return undefined;
  const brackets = [...facts.brackets];
  if (kind === MARK) nest(brackets, tokenText);
  const isNewline = kind === NEWLINE;
  return {
    text: text + piece,
    lastLine: isNewline ? '' : lastLine + piece,
    facts: {
      before: [id, ...facts.before.slice(0, MAX_CONTEXT - 1)],
      step: facts.step + 1,
      // The editor indents new lines by itself.
      units: facts.units + (isNewline ? piece.lastIndexOf('\n') + 1 : piece.length),
      probability: facts.probability * token.probability,
      brackets,
      isInQuotes: facts.isInQuotes !== (kind === MARK && isQuote(tokenText)),
      tokensOnLine: isNewline ? 0 : facts.tokensOnLine + 1,
      indent: isNewline ? readNewline(tokenText, facts.indent, options.indentation).indent : facts.indent,
      lines,
      familiarity: longest,
    },
  };
}

/** What a token adds to the text, blanks included. */
function pieceOf(
  { cursor, scope }: Search,
  { indentation }: PredictionOptions,
  facts: StepFacts,
  id: TokenId,
  blank: number,
): string {
  const text = scope.vocabulary.textOf(id);
  if (scope.vocabulary.kindOf(id) === NEWLINE) return readNewline(text, facts.indent, indentation).text;
  if (facts.step > 0) return scope.blanks.textOf(blank) + text;
  if (cursor.partial !== '') return text.slice(cursor.partial.length);
  return scope.blanks.textOf(blank).slice(cursor.typedBlank.length) + text;
}

function closesTail(text: string, tail: string): boolean {
  return CLOSING.test(text) && tail.startsWith(text);
}

/** What stands on the next line already is not to be typed once more. */
function repeatsNextLine({ cursor }: Search, { facts, lastLine }: Progress): boolean {
  if (facts.lines === 0 || facts.tokensOnLine === 0) return false;
  const line = lastLine.trim();
  return cursor.nextLine.startsWith(line) && (line.length >= MIN_REPEATED || line === cursor.nextLine);
}

function watchFrom(
  search: Search,
  options: PredictionOptions,
  { facts, text }: Progress,
): Parameters<typeof rankNextTokens>[4] {
  const { watch } = options;
  if (watch === undefined) return undefined;
  return (tokens, features) =>
    watch(
      text,
      tokens.map(({ candidate, blank }) => text + pieceOf(search, options, facts, candidate.id, blank)),
      features,
    );
}

const CLOSING = /^[)\]}>"'`;,]$/;

/** Control characters, and those that change the direction of what is around them: nobody sees what they accept. */
// eslint-disable-next-line no-control-regex -- they are what it looks for
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;

/** What is less likely is not worth looking further. */
const MIN_PROBABILITY = 0.08;
/** The same for who asked for several to choose from: a look at what is unlikely costs them nothing. */
const MIN_CHOICE_PROBABILITY = 0.02;
/** One unit saves nothing. */
const MIN_UNITS = 2;
const MIN_REPEATED = 3;
/** What is wrong is not gone with the next key: often it agrees with that one, too. */
export const WRONG_KEYS = 1.65;
/** Keystrokes for taking a text. */
const TAKING_COST = 1;
const MAX_TOKENS = 48;
