import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import { build, type BuildOptions, type Metafile } from 'esbuild';

/** What ends up in the bundles that people install. */
describe('bundles', function () {
  this.timeout(60_000);

  it('the one for browsers imports nothing but vscode: there is no Node', async () => {
    const { outputs } = await bundle('web');
    const imported = Object.values(outputs).flatMap((output) => output.imports.map(({ path }) => path));
    assert.deepEqual([...new Set(imported)], ['vscode']);
  });

  it('the one for Node imports only what VS Code and its Node bring', async () => {
    const { outputs } = await bundle('extension');
    const imported = Object.values(outputs).flatMap((output) => output.imports.map(({ path }) => path));
    // `ws` would take these two for speed, and does without them.
    const optional = new Set(['bufferutil', 'utf-8-validate']);
    const unknown = imported.filter((path) => path !== 'vscode' && !isBuiltin(path) && !optional.has(path));
    assert.deepEqual(unknown, []);
  });

  it('neither holds anything of the relay', async () => {
    for (const name of ['web', 'extension']) {
      const { inputs } = await bundle(name);
      const ofRelay = /^relay\/|node_modules\/(koa|@koa|koa-body|typeorm|pino|pg|mysql2|better-sqlite3)\//;
      assert.deepEqual(
        Object.keys(inputs).filter((path) => ofRelay.test(path)),
        [],
      );
    }
  });
});

async function bundle(name: string): Promise<Metafile> {
  // Through a variable: the build script is no TypeScript.
  const script = new URL('../esbuild.mjs', import.meta.url).href;
  const { targets } = (await import(script)) as { targets: Record<string, BuildOptions> };
  const { metafile } = await build({
    ...targets[name],
    bundle: true,
    metafile: true,
    write: false,
    outdir: 'dist',
  });
  return metafile;
}
