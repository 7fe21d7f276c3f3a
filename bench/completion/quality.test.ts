import assert from 'node:assert/strict';
import { calibrator } from '../../engine/calibrator.ts';
import { wordSuggester } from './baselines.ts';
import { engineSuggester } from './engineSuggester.ts';
import { TEST_PACKAGES } from './packages.ts';
import { planTasks, readPackage } from './sources.ts';
import { addTallies } from './tally.ts';
import { typeTask } from './typeTask.ts';
import type { StartSuggester, TypingTask } from './typingTask.ts';

/** Two of the packages that nothing was trained on, which are typed in about a second. */
const PACKAGES = TEST_PACKAGES.filter(({ folder }) => ['pg/lib', 'cheerio/src'].includes(folder));

function typed(tasks: readonly TypingTask[], start: StartSuggester): { saved: number; wrong: number } {
  const all = addTallies(tasks.map((task) => typeTask(task, start)));
  return { saved: all.saved / all.keys, wrong: all.wrong / all.positions };
}

describe('the completions', () => {
  const packages = PACKAGES.map((source) => readPackage(source));
  const engine = engineSuggester({ trees: calibrator(), wrongCost: 1.5 });

  it('save more keystrokes than the words of an editor, and are wrong at fewer positions', () => {
    const tasks = planTasks(packages, {
      kind: 'append',
      filesOfEach: 1,
      openFiles: 3,
      seed: 31,
      maxUnits: 2_000,
    });
    const found = typed(tasks, engine);
    const words = typed(tasks, wordSuggester(1));
    assert.ok(found.saved > 0.32, `${found.saved} of the keystrokes saved`);
    assert.ok(found.wrong < 0.2, `wrong at ${found.wrong} of the positions`);
    assert.ok(found.saved > words.saved && found.wrong < words.wrong, `words: ${JSON.stringify(words)}`);
  });

  it('save more still within a file, where they see what follows', () => {
    const tasks = planTasks(packages, { kind: 'infill', filesOfEach: 2, openFiles: 3, seed: 32, blocks: 3 });
    const found = typed(tasks, engine);
    assert.ok(found.saved > 0.35, `${found.saved} of the keystrokes saved`);
    assert.ok(found.wrong < 0.2, `wrong at ${found.wrong} of the positions`);
  });
});
