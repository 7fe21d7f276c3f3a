/**
 * Trains the calibrator: `npm run train:completions`. Reads the sources of packages in node_modules, lets the engine help
 * somebody to type them, learns how often each kind of candidate was right, and does so again with what it has learned.
 * Takes some ten minutes, and gives the same model for the same sources.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BoostedTrees, type StoredTrees } from '../../engine/boostedTrees.ts';
import { FEATURES } from '../../engine/features.ts';
import { WRONG_KEYS } from '../../engine/ghostText.ts';
import { collectExamples } from './collectExamples.ts';
import type { ExampleTable } from './exampleTable.ts';
import { growTrees } from './growTrees.ts';
import { TRAINING_PACKAGES } from './packages.ts';
import { planTasks, readPackage, type SourceFile } from './sources.ts';
import type { TypingTask } from './typingTask.ts';

const { values } = parseArgs({
  options: {
    out: {
      type: 'string',
      default: path.join(import.meta.dirname, '../../engine/calibrator.json'),
    },
    trees: { type: 'string', default: '150' },
    depth: { type: 'string', default: '5' },
    rate: { type: 'string', default: '0.12' },
  },
});

const packages = TRAINING_PACKAGES.map((source): readonly SourceFile[] => {
  const files = readPackage(source);
  console.log(`${`${source.folder} *${source.extension}`.padEnd(40)} ${files.length} files`);
  if (files.length === 0) throw new Error(`There are no sources in ${source.folder}; run npm ci.`);
  return files;
});

let stored: StoredTrees | undefined;
// `wrongKeys` is how many keystrokes a wrong text costs. It is said without the engine's own factor, so that the model
// stays the same when that is tuned.
for (const [round, { share, wrongKeys, units, trees, depth, learningRate }] of [
  { share: 0.1, wrongKeys: 4 / 3, units: 1_000, trees: 40, depth: 5, learningRate: 0.25 },
  { share: 0.12, wrongKeys: 8 / 3, units: 1_500, trees: 60, depth: 5, learningRate: 0.2 },
  {
    share: 0.3,
    wrongKeys: 8 / 3,
    units: 3_000,
    trees: Number(values.trees),
    depth: Number(values.depth),
    learningRate: Number(values.rate),
  },
].entries()) {
  const begun = performance.now();
  const wrongCost = wrongKeys / WRONG_KEYS;
  const teacher = stored && new BoostedTrees(stored, FEATURES);
  const tasks = tasksOf(round, units);
  const learned = collectExamples(tasks, teacher, { share, seed: 100 + round, wrongCost });
  const held = collectExamples(tasksOf(round + 50, 1_000).slice(0, 40), teacher, {
    share: 0.1,
    seed: 200 + round,
    wrongCost,
  });
  const collected = performance.now();
  stored = growTrees(learned, FEATURES, { trees, depth, learningRate, sample: 0.6, seed: 300 + round });
  console.log(
    `round ${round}: ${tasks.length} tasks, ${learned.count} examples in ${seconds(begun, collected)} s, ` +
      `${trees} trees in ${seconds(collected, performance.now())} s, log loss ${logLoss(stored, learned)}, ` +
      `other tasks ${logLoss(stored, held)}`,
  );
  const text = `${JSON.stringify(stored)}\n`;
  writeFileSync(values.out, text);
  console.log(`${values.out}: ${text.length} bytes`);
}

/** Typing whole files with five, no and fifteen others open, and blocks within files. */
function tasksOf(round: number, units: number): TypingTask[] {
  const seed = 1_000 * (round + 1);
  const whole = { kind: 'append', filesOfEach: 1, maxUnits: units } as const;
  const blocks = { kind: 'infill', filesOfEach: 2, blocks: 4 } as const;
  return [
    ...planTasks(packages, { ...whole, openFiles: 5, seed, filesOfEach: 2 }),
    ...planTasks(packages, { ...whole, openFiles: 0, seed: seed + 1 }),
    ...planTasks(packages, { ...whole, openFiles: 15, seed: seed + 2 }),
    ...planTasks(packages, { ...blocks, openFiles: 5, seed: seed + 3 }),
    ...planTasks(packages, { ...blocks, openFiles: 0, seed: seed + 4 }),
  ];
}

function logLoss(model: StoredTrees, examples: ExampleTable): string {
  const trees = new BoostedTrees(model, FEATURES);
  const features = new Float64Array(FEATURES.length);
  let loss = 0;
  for (let row = 0; row < examples.count; row++) {
    for (let feature = 0; feature < features.length; feature++)
      features[feature] = examples.valueAt(row, feature);
    const p = trees.probability(features);
    loss -= Math.log(examples.labelAt(row) === 1 ? p : 1 - p);
  }
  return (loss / examples.count).toFixed(4);
}

function seconds(from: number, to: number): string {
  return ((to - from) / 1_000).toFixed(0);
}
