import { assertNever } from '../../shared/assertNever.ts';
import { isHighSurrogate, isLowSurrogate } from '../../shared/text/surrogates.ts';
import type { BindingPlan, PlanOperation, PlanReplace } from './plan.ts';

/**
 * The plan without anybody's text. Line breaks, white space, surrogate halves and all lengths stay; every
 * other character becomes the stand-in of the operation that brought it, so that different texts do not
 * become equal ones.
 */
export function maskPlan(plan: BindingPlan): BindingPlan {
  const { text } = plan.opening;
  return {
    ...plan,
    isMasked: true,
    opening: { ...plan.opening, text: maskText(text, 0) },
    operations: withoutEditsAndRewrites(plan.operations).map((operation, index) =>
      maskOperation(operation, index + 1),
    ),
  };
}

/** Syllables and rare ideographs: enough letters that those of neighboring operations never coincide. */
const FIRST_LETTER = 0xac00;
const LETTERS = 11_172;
const FIRST_PAIR = 0x20000;
const PAIRS = 42_720;

/** `operation` chooses the stand-in. */
export function maskText(text: string, operation: number): string {
  const letter = String.fromCharCode(FIRST_LETTER + (operation % LETTERS));
  const pair = String.fromCodePoint(FIRST_PAIR + (operation % PAIRS));
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|\S/g, (character) => {
    if (character.length === 2) return pair;
    const unit = character.charCodeAt(0);
    if (isHighSurrogate(unit)) return pair.charAt(0);
    return isLowSurrogate(unit) ? pair.charAt(1) : letter;
  });
}

function maskOperation(operation: PlanOperation, number: number): PlanOperation {
  const maskReplace = (replace: PlanReplace): PlanReplace => ({
    ...replace,
    text: maskText(replace.text, number),
  });
  switch (operation.do) {
    case 'event':
      return { ...operation, changes: operation.changes.map(maskReplace) };
    case 'remote':
    case 'taken back':
      return {
        ...operation,
        delta: operation.delta.map((op) => (typeof op === 'string' ? maskText(op, number) : op)),
      };
    case 'send':
      return operation.replaces === undefined
        ? operation
        : { ...operation, replaces: operation.replaces.map(maskReplace) };
    case 'start afresh':
      return { ...operation, documentText: maskText(operation.documentText, number) };
    case 'reply':
    case 'hold':
    case 'release':
    case 'undo':
    case 'redo':
    case 'settle':
      return operation;
    default:
      return assertNever(operation);
  }
}

/**
 * Writes out everything that depends on equal texts while they are still equal. The event of an edit on its
 * way keeps only what the editor did in addition. An event that rewrote unchanged text keeps only what it
 * changed.
 */
function withoutEditsAndRewrites(operations: readonly PlanOperation[]): PlanOperation[] {
  let asked: readonly PlanReplace[] = [];
  return operations.map((operation) => {
    if (operation.do === 'send') asked = operation.replaces ?? [];
    if (operation.do !== 'event') return operation;
    const { edit, ...event } = operation;
    if (!event.isEdit) return { ...event, changes: edit ?? event.changes };
    const left = asked.map(keyOf);
    const besides = event.changes.filter((change) => {
      const at = left.indexOf(keyOf(change));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    return { ...event, changes: besides };
  });
}

function keyOf({ offset, length, text }: PlanReplace): string {
  return `${offset},${length},${text}`;
}
