import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../test/support/seed.ts';
import { detectIndentation, FOUR_SPACES } from '../../engine/indentation.ts';
import { LANGUAGE_OF, type SourcePackage } from './packages.ts';
import type { TypingTask } from './typingTask.ts';

export interface SourceFile {
  readonly name: string;
  readonly text: string;
  readonly language: string;
}

/** A package's hand-written files of ordinary size, in the order of their names; none where it is not installed. */
export function readPackage({ folder, extension, root = NODE_MODULES }: SourcePackage): SourceFile[] {
  const files: SourceFile[] = [];
  for (const name of filesBelow(path.join(root, folder))) {
    if (!name.endsWith(extension) || NOT_SOURCE.test(name)) continue;
    if (statSync(name).size > MAX_BYTES) continue;
    const text = readFileSync(name, 'utf8').replaceAll('\r\n', '\n');
    const lines = text.split('\n');
    if (lines.length < MIN_LINES || lines.length > MAX_LINES || lines.some((line) => line.length > 300))
      continue;
    files.push({
      name: path.relative(root, name),
      text,
      language: LANGUAGE_OF.get(extension) ?? extension.slice(1),
    });
  }
  return files;
}

export interface TaskPlan {
  readonly kind: 'append' | 'infill';
  readonly filesOfEach: number;
  readonly openFiles: number;
  readonly seed: number;
  /** Units that are typed of each file, from its start. */
  readonly maxUnits?: number;
  /** Blocks that are typed anew in each file. */
  readonly blocks?: number;
}

/** What to type: for each package some of its files, with others of it open; the same for the same seed. */
export function planTasks(packages: readonly (readonly SourceFile[])[], plan: TaskPlan): TypingTask[] {
  const random = seededRandom(plan.seed);
  return packages.flatMap((files) => {
    const shuffled = shuffle(files, random);
    return shuffled.slice(0, plan.filesOfEach).flatMap((file) => {
      const others = shuffle(
        files.filter((other) => other !== file),
        random,
      ).slice(0, plan.openFiles);
      const common = {
        name: file.name,
        language: file.language,
        others,
        indentation: detectIndentation(file.text.split('\n'), FOUR_SPACES),
      };
      if (plan.kind === 'append')
        return [{ ...common, before: '', typed: file.text.slice(0, plan.maxUnits ?? 6_000), after: '' }];
      return planBlocks(file.text, plan.blocks ?? 6, random).map((block) => ({ ...common, ...block }));
    });
  });
}

type Random = ReturnType<typeof seededRandom>;

/** One to eight lines that are taken out, for each block. */
function planBlocks(
  text: string,
  count: number,
  random: Random,
): Pick<TypingTask, 'before' | 'typed' | 'after'>[] {
  const lines = text.split('\n');
  return Array.from({ length: count }, () => {
    const length = 1 + random.int(8);
    const first = 5 + random.int(Math.max(1, lines.length - length - 8));
    const block = lines.slice(first, first + length);
    const indent = /^[ \t]*/.exec(block[0] ?? '')?.[0] ?? '';
    return {
      before: `${lines.slice(0, first).join('\n')}\n${indent}`,
      typed: block.join('\n').slice(indent.length),
      after: `\n${lines.slice(first + length).join('\n')}`,
    };
  }).filter(({ typed }) => typed.trim() !== '');
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

function filesBelow(folder: string): string[] {
  const entries = (() => {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch {
      return []; // not installed
    }
  })();
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (SKIPPED_FOLDERS.has(entry.name)) return [];
      const full = path.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(full) : entry.isFile() ? [full] : [];
    });
}

const NODE_MODULES = path.join(import.meta.dirname, '..', '..', 'node_modules');
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'build', 'cjs', 'esm', 'umd', 'bundles', '.git']);
const NOT_SOURCE = /\.d\.[cm]?ts$|\.min\.js$/;

/** Smaller files are mostly re-exports, larger ones mostly tables. */
const MIN_LINES = 40;
const MAX_LINES = 600;
const MAX_BYTES = 40_000;
