import type { AutocompleteEvent } from '../../shared/api/autocomplete.ts';
import type { CountedEvent } from '../metrics/serviceMetrics.ts';

/** Whose texts, and of what kind. */
export interface ResponseKind {
  readonly source: 'local' | 'openai' | 'anthropic';
  readonly isMultiline: boolean;
}

/** What became of responses: counts, and no text. Forgets with the process. */
export class Acceptance {
  readonly #responses = new Map<string, ResponseKind & { units: number; readonly seen: Set<string> }>();
  readonly #shown = new Map<string, number>();
  readonly #accepted = new Map<string, number>();

  /** A response that events may be about; `first` is its first text. */
  answered(id: string, source: ResponseKind['source'], first: string): void {
    const isMultiline = first.includes('\n');
    this.#responses.set(id, { source, isMultiline, units: first.length, seen: new Set() });
    const [oldest] = this.#responses.keys();
    if (this.#responses.size > MAX_RESPONSES && oldest !== undefined) this.#responses.delete(oldest);
  }

  /** Undefined where it counts nothing: of a response that is not known (any more), or told once already. */
  heard({ id, event, chars }: AutocompleteEvent): CountedEvent | undefined {
    const response = this.#responses.get(id);
    if (response === undefined || response.seen.has(event)) return undefined;
    const wasShown = response.seen.has('shown') || response.seen.has('accepted');
    response.seen.add(event);
    const kind = nameOf(response);
    // Whatever was accepted had been shown.
    if (!wasShown && (event === 'shown' || event === 'accepted')) increase(this.#shown, kind);
    if (event === 'accepted') increase(this.#accepted, kind);
    return { source: response.source, event, chars: Math.min(chars, response.units) };
  }

  /** How likely the next text of this kind is accepted: 3 of 10 before anything is known, then ever more what was. */
  probability(kind: ResponseKind): number {
    const name = nameOf(kind);
    const [shown = 0, accepted = 0] = [this.#shown.get(name), this.#accepted.get(name)];
    return (PRIOR_ACCEPTED + accepted) / (PRIOR_SHOWN + shown);
  }
}

function nameOf({ source, isMultiline }: ResponseKind): string {
  return `${source} ${isMultiline ? 'lines' : 'line'}`;
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const PRIOR_ACCEPTED = 3;
const PRIOR_SHOWN = 10;
/** Whoever tells of older ones tells too late. */
const MAX_RESPONSES = 20_000;
