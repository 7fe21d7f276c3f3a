import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles test/vscode/*.test.ts into out/test/<folder>/*.test.cjs and gives their paths: the Node of VS Code takes
 * neither TypeScript nor an `import` of `vscode`.
 */
export async function bundleSuites(folder = 'vscode'): Promise<string[]> {
  const target = path.join(ROOT, 'out', 'test', folder);
  const entryPoints = fs.globSync('**/*.test.ts', { cwd: SUITES }).sort();
  fs.rmSync(target, { recursive: true, force: true }); // a suite that was removed must not run on
  if (entryPoints.length === 0) return [];
  await build({
    absWorkingDir: SUITES,
    entryPoints,
    outdir: target,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    outExtension: { '.js': '.cjs' },
    sourcemap: true,
    logLevel: 'warning',
  });
  return entryPoints.map((file) => path.join(target, file.replace(/\.ts$/, '.cjs')));
}

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const SUITES = path.join(ROOT, 'test', 'vscode');
