import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type * as Y from 'yjs';
import { turnsOf, type ConcurrentTrace, type Patch } from './concurrentTrace.ts';
import type { SeededRandom } from './seed.ts';

/** A session of one person: what each step did, in patches that apply one after the other. */
export type SequentialTrace = readonly (readonly Patch[])[];

export function readSequentialTrace(file: string): SequentialTrace {
  const { txns } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as {
    txns: { patches: Patch[] }[];
  };
  return txns.map(({ patches }) => patches);
}

export function textAfter(steps: SequentialTrace, before = ''): string {
  let text = before;
  for (const [position, deleted, inserted] of steps.flat()) {
    text = text.slice(0, position) + inserted + text.slice(position + deleted);
  }
  return text;
}

/** Typing, and now and then an edit at up to 84 places at once, for where no recording is at hand; `before` has room for them. */
export function generateSteps(random: SeededRandom, count: number, before: string): SequentialTrace {
  let { length } = before;
  let caret = 0;
  return Array.from({ length: count }, (_, index): Patch[] => {
    if (random.chance(0.03)) {
      const places = 2 + random.int(83);
      const gap = Math.floor(length / (places + 1));
      const patches = Array.from({ length: places }, (__, place): Patch => [
        (places - place) * gap,
        random.int(Math.min(4, gap)),
        `r${index}`,
      ]);
      for (const [, deleted, inserted] of patches) length += inserted.length - deleted;
      return patches;
    }
    if (random.chance(0.05)) caret = random.int(length + 1);
    caret = Math.min(caret, length);
    const isDeletion = caret > 0 && random.chance(0.1);
    const inserted = random.chance(0.1) ? '\n' : String.fromCharCode(97 + random.int(26));
    const patch: Patch = isDeletion ? [caret - 1, 1, ''] : [caret, 0, inserted];
    caret += isDeletion ? -1 : 1;
    length += isDeletion ? -1 : 1;
    return [patch];
  });
}

/** What one author of a session of two wrote and took back of it, as if nobody else had been there. */
export function stepsOfAuthor(trace: ConcurrentTrace, agent: number): SequentialTrace {
  const steps: Patch[][] = [];
  turnsOf(trace, Infinity, (author, text, [position, deleted, inserted]) => {
    if (author !== agent) return;
    const [before, gone] = ownUnits(text, agent + 1, position, deleted);
    if (gone > 0 || inserted !== '') steps.push([[before, gone, inserted]]);
  });
  return steps;
}

/** How many units by `client` stand before `position`, and in the `length` units from there. */
function ownUnits(text: Y.Text, client: number, position: number, length: number): [number, number] {
  let [before, inside, at] = [0, 0, 0];
  for (let item = text._start; item !== null && at < position + length; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const end = at + item.length;
    if (item.id.client === client) {
      before += Math.max(0, Math.min(end, position) - at);
      inside += Math.max(0, Math.min(end, position + length) - Math.max(at, position));
    }
    at = end;
  }
  return [before, inside];
}
