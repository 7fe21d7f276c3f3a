import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/freePort.ts';

/** A relay for suites that run inside VS Code, whose own Node is another than the project's. */
export async function startRelay(): Promise<{ url: string; stop: () => Promise<void> }> {
  const root = vscode.extensions.getExtension('tandem.tandem')?.extensionPath;
  if (root === undefined) throw new Error('Tandem is not installed in this VS Code.');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-relay-'));
  const port = await freePort();
  const relay = spawn(
    path.join(root, 'node_modules', '.bin', 'node'),
    [path.join(root, 'dist', 'relay.js')],
    {
      cwd: folder,
      env: { ...process.env, PORT: String(port), DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'warn' },
      stdio: 'ignore',
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await eventually('the relay to answer', async () => (await fetch(`${url}/health`)).ok);
  return {
    url,
    stop: async () => {
      const exited = once(relay, 'exit');
      relay.kill('SIGKILL');
      await exited;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
