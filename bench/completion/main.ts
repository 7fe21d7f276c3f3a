/**
 * Measures the completion engine: `npm run bench:completions [-- --quick] [-- --folder <dir> --extension .py]`. Somebody
 * types held-out files (A), blocks within them (B) and recorded sessions (C), with the engine and with what editors do
 * without one. Prints Markdown; `--json <file>` writes the figures, too. docs/completion.md says what they mean.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { calibrator } from '../../engine/calibrator.ts';
import { traceFile } from '../../test/support/concurrentTrace.ts';
import { lineSuggester, wordSuggester } from './baselines.ts';
import { engineSuggester } from './engineSuggester.ts';
import { measureFootprint } from './footprint.ts';
import { TEST_PACKAGES } from './packages.ts';
import { markdownOf, type Row, rowOf } from './report.ts';
import { planTasks, readPackage } from './sources.ts';
import { readTraceEvents } from './traceEvents.ts';
import { typeTask } from './typeTask.ts';
import { typeTrace } from './typeTrace.ts';
import type { StartSuggester, TypingTask } from './typingTask.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '11' },
    sets: { type: 'string', default: 'ABC' },
    folder: { type: 'string' },
    extension: { type: 'string', default: '.py' },
    json: { type: 'string' },
  },
});

const trees = calibrator();
const engineAt = (wrongCost: number): [string, StartSuggester] => [
  `engine, wrong costs ${wrongCost}`,
  engineSuggester({ trees, wrongCost }),
];
const suggesters: readonly (readonly [name: string, start: StartSuggester])[] = [
  ...(values.quick ? [1.5] : [1, 1.5, 2, 3]).map(engineAt),
  ['engine without calibrator', engineSuggester({ trees: undefined, wrongCost: 1.5 })],
  ['nearest word, 1 typed', wordSuggester(1)],
  ['nearest word, 3 typed', wordSuggester(3)],
  ['line above', lineSuggester],
];

const packages = values.folder
  ? [readPackage({ root: values.folder, folder: '', extension: values.extension })]
  : TEST_PACKAGES.map((source) => readPackage(source));
const filesOfEach = Math.max(values.quick ? 1 : 3, Math.ceil((values.quick ? 6 : 24) / packages.length));
const seed = Number(values.seed);
const rows: Row[] = [];

const sources = values.folder ?? TEST_PACKAGES.map(({ folder }) => folder).join(', ');
console.log(`Files of ${sources}; seed ${seed}.\n`);
if (values.sets.includes('A'))
  measureTasks('A: whole files', planTasks(packages, { kind: 'append', filesOfEach, openFiles: 5, seed }));
if (values.sets.includes('B'))
  measureTasks(
    'B: blocks within files',
    planTasks(packages, { kind: 'infill', filesOfEach: 2 * filesOfEach, openFiles: 5, seed: seed + 20 }),
  );
if (values.sets.includes('C') && values.folder === undefined) {
  measureTrace('rustcode', 'rust');
  measureTrace('friendsforever', 'plaintext');
  measureTrace('automerge-paper', 'latex', 40_000);
}
console.log(markdownOf(rows));

const files = packages.flat().slice(0, 50);
const footprint = measureFootprint(files, 3_000);
console.log(
  `${footprint.documents} open documents, ${footprint.lines} lines: opened in ${footprint.openMs.toFixed(0)} ms, ` +
    `${footprint.megabytes?.toFixed(1) ?? 'not measured'} MB; an edit and an answer take ` +
    `${footprint.p50Ms.toFixed(2)} ms (p50), ${footprint.p99Ms.toFixed(2)} ms (p99), ${footprint.maxMs.toFixed(2)} ms at most`,
);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ seed, sources, rows, footprint }, null, 2)}\n`);

function measureTasks(set: string, tasks: readonly TypingTask[]): void {
  if (tasks.length === 0) console.log(`${set}: skipped, there are no files.`);
  else
    for (const [name, start] of suggesters)
      rows.push(
        rowOf(
          set,
          name,
          tasks.map((task) => typeTask(task, start)),
        ),
      );
}

function measureTrace(name: string, language: string, maxEvents = Infinity): void {
  const file = traceFile(`${name}.json.gz`);
  if (file === undefined) {
    console.log(`C: ${name} skipped, the recording is not here (TANDEM_TRACES says where it is).`);
    return;
  }
  const events = readTraceEvents(file).slice(0, values.quick ? Math.min(5_000, maxEvents) : maxEvents);
  for (const [suggester, start] of suggesters)
    rows.push(rowOf(`C: ${name}`, suggester, typeTrace(events, language, start)));
}
