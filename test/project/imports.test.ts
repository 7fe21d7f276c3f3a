import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FOLDERS = ['bench', 'client', 'engine', 'extension', 'relay', 'shared', 'test'];

/** Static, dynamic and types alone. */
const IMPORTED = /\b(?:from|import\(|import) ?'(\.{1,2}\/[^']+)'/g;

describe('imports', () => {
  it('make no circle, those of types included', () => {
    const circles = circlesOf(imports()).map((circle) => circle.join(' -> '));
    assert.deepEqual(circles, []);
  });
});

/** Each file with those that it imports. */
function imports(): ReadonlyMap<string, readonly string[]> {
  const files = FOLDERS.flatMap((folder) => fs.globSync(`${folder}/**/*.ts`, { cwd: ROOT }));
  return new Map(
    files.map((file) => {
      const code = fs.readFileSync(path.join(ROOT, file), 'utf8');
      const targets = [...code.matchAll(IMPORTED)].map(([, to = '']) => path.join(path.dirname(file), to));
      return [file, [...new Set(targets)]];
    }),
  );
}

/** A circle for each group of files that reach each other. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const walk = (file: string, way: string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) {
      circles.push([...way.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    way.push(file);
    for (const next of graph.get(file) ?? []) walk(next, way);
    way.pop();
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}
