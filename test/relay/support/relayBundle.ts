import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

export interface RelayBundle {
  /** For startRelayProcess(). */
  readonly file: string;
  remove(): Promise<void>;
}

/** The relay as it ships, built from the sources as they are now. */
export async function buildRelayBundle(name: string): Promise<RelayBundle> {
  const root = path.join(import.meta.dirname, '..', '..', '..');
  // Inside the checkout, because the bundle looks for its packages from where it is.
  const folder = path.join(root, 'out', `relay-${name}-${process.pid}`);
  const file = path.join(folder, 'relay.js');
  await build({
    entryPoints: {
      relay: path.join(root, 'relay', 'main.ts'),
      serve: path.join(root, 'relay', 'serve.ts'),
      documentWorker: path.join(root, 'relay', 'rooms', 'documents', 'documentWorker.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
  });
  return { file, remove: () => fs.promises.rm(folder, { recursive: true, force: true }) };
}
