import type { BindingProbe, BindingStep } from '../binding/bindingProbe.ts';
import { toReplaces } from '../../shared/text/replaces.ts';

/** Enough to see what led to a surprise: some seconds of two people who type. */
const KEPT = 40;

/** If a change touches more places, as a formatter's does, the first ones are enough. */
const PLACES = 3;

interface Place {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/**
 * The last operations of a binding as lines for a log: kinds, places and lengths, but no text. It always
 * runs, so it does as little as possible. On request, `BindingRecorder` records what can be replayed.
 */
export class OperationTrail implements BindingProbe {
  readonly #lines: string[] = [];

  /** The oldest one first. */
  get lines(): readonly string[] {
    return [...this.#lines];
  }

  begin(): void {
    // Needs nothing from the binding but its steps.
  }

  calm(): void {
    // Nothing restarts here.
  }

  step(step: BindingStep): void {
    this.#lines.push(describe(step));
    if (this.#lines.length > KEPT) this.#lines.shift();
  }
}

function describe(step: BindingStep): string {
  switch (step.kind) {
    case 'event': {
      const { version, changes, reason } = step.change;
      return `event ${version}${reason === undefined ? '' : ` (${reason})`}: ${placesOf(changes)}`;
    }
    case 'shared':
      return `${step.isOwnUndo ? 'own undo' : 'shared'}: ${placesOf(toReplaces(step.delta))}`;
    case 'reply':
      return `reply: ${step.result}`;
    case 'landed':
      return `landed: event ${step.version}`;
    case 'understood':
      return `understood: event ${step.version}`;
    case 'request':
      return `request: ${step.direction}`;
    case 'startAfresh':
      return `start afresh: ${step.documentText.length} units`;
    default:
      return step.kind;
  }
}

/** `@5 -3 +2`: at 5, two units replace three. */
function placesOf(changes: readonly Place[]): string {
  const shown = changes
    .slice(0, PLACES)
    .map(({ offset, length, text }) => `@${offset} -${length} +${text.length}`);
  const more = changes.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
