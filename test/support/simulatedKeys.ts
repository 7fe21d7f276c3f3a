import type { CaretRange } from '../../client/ports.ts';
import type { EditOptions, ModelEvent, SimulatedModel } from './simulatedModel.ts';

/** In columns, where the editor indents by tabs. */
export const TAB_SIZE = 4;

/** What VS Code makes of keys, at every caret. */
export function type(model: SimulatedModel, text: string): ModelEvent | undefined {
  const kind = text === ' ' ? 'space' : text.length === 1 ? 'letter' : 'ownStep';
  return replaceRanges(model, model.carets, () => text, { kind });
}

export function paste(model: SimulatedModel, text: string): ModelEvent | undefined {
  return replaceRanges(model, model.carets, () => text, {});
}

/** Enter indents as the line before, by tabs and what remains of a tab in spaces. */
export function enter(model: SimulatedModel): ModelEvent | undefined {
  const indentation = (at: number): string => {
    const line = model.text.slice(0, at).split('\n').at(-1) ?? '';
    return byTabs(/^[ \t]*/.exec(line)?.[0] ?? '');
  };
  return replaceRanges(model, model.carets, ({ start }) => '\n' + indentation(start), {
    kind: 'enter',
    insertsAutomaticSpace: true,
  });
}

function byTabs(indentation: string): string {
  let columns = 0;
  for (const character of indentation) columns += character === '\t' ? TAB_SIZE - (columns % TAB_SIZE) : 1;
  return '\t'.repeat(Math.floor(columns / TAB_SIZE)) + ' '.repeat(columns % TAB_SIZE);
}

/** Backspace: what is selected, or the character before each caret. */
export function deleteLeft(model: SimulatedModel): ModelEvent | undefined {
  const ranges = model.carets.map(({ start, end }) => ({
    start: start === end && start > 0 ? model.boundary(start - 1) : start,
    end,
  }));
  return replaceRanges(model, ranges, () => '', { kind: 'deleteLeft' });
}

/** Replaces ranges (ascending, disjoint) and leaves a caret behind each new text. */
export function replaceRanges(
  model: SimulatedModel,
  ranges: readonly CaretRange[],
  textFor: (range: CaretRange) => string,
  options: EditOptions,
): ModelEvent | undefined {
  const edits = ranges.map((range) => ({
    offset: range.start,
    length: range.end - range.start,
    text: textFor(range),
  }));
  return model.edit(edits, { ...options, areKeys: true });
}
