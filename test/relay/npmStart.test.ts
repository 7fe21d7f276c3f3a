import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/freePort.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

describe('npm start', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-npm-'));
    for (const name of ['package.json', 'esbuild.mjs', 'engine', 'relay', 'shared'])
      fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`[N8] hands ${signal} on to the relay, which stops gracefully, and leaves nothing running`, async () => {
      const port = await freePort();
      let output = '';
      const npm = spawn('npm', ['start'], {
        cwd: folder,
        env: { ...process.env, PORT: String(port), DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'info' },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, which the test can end whatever is left of it.
        detached: true,
      });
      for (const stream of [npm.stdout, npm.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      try {
        const health = () => fetch(`http://127.0.0.1:${port}/health`, { headers: { connection: 'close' } });
        await eventually('the relay to answer', async () => (await health()).ok);
        // Ctrl+C goes to all that run in the terminal, and `kill` to npm alone.
        process.kill(signal === 'SIGINT' ? -npm.pid! : npm.pid!, signal);
        await eventually('npm to end', () => npm.exitCode !== null || npm.signalCode !== null);
        await eventually('the relay to have stopped', () =>
          /"outcome":"stored","msg":"stopped"/.test(output),
        );
        await assert.rejects(health(), 'the relay is still there');
      } finally {
        endGroup(npm.pid!);
      }
    });
  }
});

function endGroup(id: number): void {
  try {
    process.kill(-id, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}
