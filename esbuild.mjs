// Builds what ships: `node esbuild.mjs [extension] [relay] [--minify]` (both without a name).
import { build } from 'esbuild';

const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const minify = process.argv.includes('--minify');

const targets = {
  // VS Code loads an extension with require, hence CommonJS; `vscode` is there already.
  extension: {
    entryPoints: { extension: 'extension/extension.ts' },
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    outExtension: { '.js': '.cjs' },
  },
  // The relay keeps its packages outside: it runs from a checkout or an image, both of which have node_modules.
  relay: { entryPoints: { relay: 'relay/main.ts' }, format: 'esm', target: 'node22', packages: 'external' },
};

for (const [name, target] of Object.entries(targets)) {
  if (names.length > 0 && !names.includes(name)) continue;
  await build({
    bundle: true,
    platform: 'node',
    outdir: 'dist',
    sourcemap: true,
    minify,
    logLevel: 'warning',
    ...target,
  });
}
