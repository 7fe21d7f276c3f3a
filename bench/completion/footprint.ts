import { performance } from 'node:perf_hooks';
import { calibrator } from '../../engine/calibrator.ts';
import { CompletionEngine } from '../../engine/completionEngine.ts';
import { seededRandom } from '../../test/support/seed.ts';
import type { SourceFile } from './sources.ts';
import { quantile } from './tally.ts';

export interface Footprint {
  readonly documents: number;
  readonly lines: number;
  readonly openMs: number;
  /** What the heap and the arrays beside it grew by; undefined without `node --expose-gc`. */
  readonly megabytes: number | undefined;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What it costs to hold so many documents, and to edit and ask at random places of them. */
export function measureFootprint(files: readonly SourceFile[], requests: number): Footprint {
  const before = memory();
  const engine = new CompletionEngine({ trees: calibrator() });
  const begun = performance.now();
  for (const file of files) engine.open(file.name, file);
  const openMs = performance.now() - begun;
  const random = seededRandom(7);
  const names = files.map(({ name }) => name);
  const times: number[] = [];
  const ask = (count: number) => {
    for (let i = 0; i < count; i++) {
      const file = files[random.int(files.length)]!;
      const at = random.int(Math.floor(file.text.length / 2)) + (i % 2);
      const letter = file.text.charAt(at);
      const start = performance.now();
      engine.edit(file.name, at, 0, letter);
      engine.complete({ document: file.name, offset: at + 1, others: names });
      times.push(performance.now() - start);
      engine.edit(file.name, at, 1, '');
    }
  };
  ask(200);
  times.length = 0; // the first ones warm up the compiler
  ask(requests);
  const after = memory();
  // Held until here.
  engine.complete({ document: names[0]!, offset: 0, others: names });
  return {
    documents: files.length,
    lines: files.reduce((sum, { text }) => sum + text.split('\n').length, 0),
    openMs,
    megabytes: before === undefined || after === undefined ? undefined : (after - before) / 1e6,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    maxMs: quantile(times, 1),
  };
}

function memory(): number | undefined {
  if (globalThis.gc === undefined) return undefined;
  // Arrays of what was measured before are freed beside the first, and counted by the next.
  for (let i = 0; i < 4; i++) globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
