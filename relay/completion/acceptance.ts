import type { AutocompleteEvent } from '../../shared/api/autocomplete.ts';
import type { CountedEvent } from '../metrics/serviceMetrics.ts';

/** Whose texts, and of what kind. */
export interface AnswerKind {
  readonly source: 'local' | 'openai' | 'anthropic';
  readonly isMultiline: boolean;
}

/** What became of answers: counts, and no text. Forgets with the process. */
export class Acceptance {
  readonly #answers = new Map<string, AnswerKind & { units: number; readonly seen: Set<string> }>();
  readonly #shown = new Map<string, number>();
  readonly #accepted = new Map<string, number>();

  /** An answer that events may be about; `first` is its first text. */
  answered(id: string, source: AnswerKind['source'], first: string): void {
    const isMultiline = first.includes('\n');
    this.#answers.set(id, { source, isMultiline, units: first.length, seen: new Set() });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
  }

  /** Undefined where it counts nothing: of an answer that is not known (any more), or told once already. */
  heard({ id, event, chars }: AutocompleteEvent): CountedEvent | undefined {
    const answer = this.#answers.get(id);
    if (answer === undefined || answer.seen.has(event)) return undefined;
    const wasShown = answer.seen.has('shown') || answer.seen.has('accepted');
    answer.seen.add(event);
    const kind = nameOf(answer);
    // Whatever was accepted had been shown.
    if (!wasShown && (event === 'shown' || event === 'accepted')) increase(this.#shown, kind);
    if (event === 'accepted') increase(this.#accepted, kind);
    return { source: answer.source, event, chars: Math.min(chars, answer.units) };
  }

  /** How likely the next text of this kind is accepted: 3 of 10 before anything is known, then ever more what was. */
  probability(kind: AnswerKind): number {
    const name = nameOf(kind);
    const [shown = 0, accepted = 0] = [this.#shown.get(name), this.#accepted.get(name)];
    return (PRIOR_ACCEPTED + accepted) / (PRIOR_SHOWN + shown);
  }
}

function nameOf({ source, isMultiline }: AnswerKind): string {
  return `${source} ${isMultiline ? 'lines' : 'line'}`;
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const PRIOR_ACCEPTED = 3;
const PRIOR_SHOWN = 10;
/** Whoever tells of older ones tells too late. */
const MAX_ANSWERS = 20_000;
