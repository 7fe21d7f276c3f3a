// Builds what ships: `node esbuild.mjs [extension] [web] [relay] [--minify]` (all without a name).
import { build } from 'esbuild';
import fs from 'node:fs';

/** What esbuild is told for each of them. */
export const targets = {
  // VS Code loads an extension with require, hence CommonJS; `vscode` is there already.
  extension: {
    entryPoints: { extension: 'extension/extension.ts' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    outExtension: { '.js': '.cjs' },
  },
  // For windows in a browser with no server behind them: nothing of Node is there.
  web: {
    entryPoints: { 'extension.web': 'extension/extension.web.ts' },
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    external: ['vscode'],
    outExtension: { '.js': '.cjs' },
  },
  // The relay keeps its packages outside: it runs from a checkout or an image, both of which have node_modules.
  relay: {
    entryPoints: {
      // Looks which Node this is, and loads the next.
      relay: 'relay/main.ts',
      serve: 'relay/serve.ts',
      documentWorker: 'relay/rooms/documents/documentWorker.ts',
    },
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
  },
};

if (import.meta.main) {
  const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
  const minify = process.argv.includes('--minify');
  for (const [name, target] of Object.entries(targets)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await build({ bundle: true, outdir: 'dist', sourcemap: true, minify, logLevel: 'warning', ...target });
    // The newest VS Code takes any name but `.cjs` for an ES module, which its web worker refuses; 1.100 puts `.js` behind it.
    if (name === 'web') fs.copyFileSync('dist/extension.web.cjs', 'dist/extension.web.cjs.js');
  }
}
