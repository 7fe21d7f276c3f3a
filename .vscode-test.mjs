// `npx vscode-test` runs test/vscode in a desktop VS Code: in the one at VSCODE_EXECUTABLE, or with VSCODE_DOWNLOAD=1
// in a downloaded one. Without either it runs in the same VS Code as `npm test` (docs/testing.md).
import { defineConfig } from '@vscode/test-cli';
import { fileURLToPath } from 'node:url';
import { bundleSuites } from './test/support/vscode/bundleSuites.ts';

await bundleSuites();

export default defineConfig({
  files: 'out/test/vscode/**/*.test.cjs',
  mocha: { ui: 'bdd', timeout: 60_000 },
  ...editor(),
});

function editor() {
  const { VSCODE_EXECUTABLE, VSCODE_DOWNLOAD } = process.env;
  if (VSCODE_EXECUTABLE) return { useInstallation: { fromPath: VSCODE_EXECUTABLE } };
  if (VSCODE_DOWNLOAD) return { version: 'stable' };
  const standIn = new URL('test/support/vscode/codeExecutable.ts', import.meta.url);
  return { useInstallation: { fromPath: fileURLToPath(standIn) } };
}
