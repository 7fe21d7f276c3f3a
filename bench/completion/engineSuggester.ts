import type { BoostedTrees } from '../../engine/boostedTrees.ts';
import { CompletionEngine } from '../../engine/completionEngine.ts';
import type { WatchStep } from '../../engine/ghostText.ts';
import type { StartSuggester } from './typingTask.ts';

export interface EngineSetting {
  readonly trees: BoostedTrees | undefined;
  readonly wrongCost: number;
  readonly maxLines?: number;
  readonly alternatives?: number;
  readonly watch?: WatchStep;
}

/** The completion engine, as the relay and the extension use it. */
export function engineSuggester(setting: EngineSetting): StartSuggester {
  return ({ before, after, language, indentation, others }) => {
    const { trees, watch, ...asked } = setting;
    const engine = new CompletionEngine({ trees, ...(watch && { watch }) });
    for (const other of others) engine.open(other.name, other);
    engine.open(CURRENT, { text: before + after, language, ...(indentation && { indentation }) });
    const names = others.map(({ name }) => name);
    return {
      edit: (offset, deleted, inserted) => engine.edit(CURRENT, offset, deleted, inserted),
      suggest: (offset) => engine.complete({ document: CURRENT, offset, others: names, ...asked })[0],
    };
  };
}

const CURRENT = 'the document that is typed into';
