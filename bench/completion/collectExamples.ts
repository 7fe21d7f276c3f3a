import type { BoostedTrees } from '../../engine/boostedTrees.ts';
import { FEATURE_COUNT } from '../../engine/features.ts';
import { isWordUnit } from '../../engine/lexLine.ts';
import { seededRandom } from '../../test/support/seed.ts';
import { engineSuggester } from './engineSuggester.ts';
import { ExampleTable } from './exampleTable.ts';
import { typeTask } from './typeTask.ts';
import type { TypingTask } from './typingTask.ts';

/**
 * What the engine considered while the tasks were typed with its help, and whether it was right. The next texts are
 * collected where `trees` lead, because that is where the next trees will be asked: trained on what somebody types
 * without help, they would be twice as sure as they may be.
 */
export function collectExamples(
  tasks: readonly TypingTask[],
  trees: BoostedTrees | undefined,
  { share, seed, wrongCost }: { readonly share: number; readonly seed: number; readonly wrongCost: number },
): ExampleTable {
  const random = seededRandom(seed);
  const examples = new ExampleTable(FEATURE_COUNT);
  let upcoming = '';
  let isKept = false;
  const start = engineSuggester({
    trees,
    wrongCost,
    watch: (soFar, continuations, features) => {
      if (!isKept || !upcoming.startsWith(soFar)) return;
      continuations.forEach((text, index) => {
        const values = features[index];
        if (values !== undefined) examples.add(values, isNext(upcoming, soFar, text));
      });
    },
  });
  for (const task of tasks)
    typeTask(task, start, (next) => {
      upcoming = next;
      isKept = random.next() < share;
    });
  return examples;
}

/**
 * Whether a text comes next after `soFar`; one that ends with a newline and indentation has to have all of it, and one
 * that adds nothing says that the word being typed is finished.
 */
function isNext(upcoming: string, soFar: string, text: string): boolean {
  if (!upcoming.startsWith(text)) return false;
  if (text === soFar) return !isWordUnit(upcoming.charCodeAt(text.length));
  return !/\n[ \t]*$/.test(text) || !/^\s/.test(upcoming.slice(text.length));
}
