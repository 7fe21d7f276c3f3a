import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tiedToParent } from '../../support/tiedToParent.ts';

export interface StartOptions {
  /** The relay's own arguments. */
  readonly flags?: readonly string[];
  /** Instead of a database in memory, on a free port. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The content of the file `.env` in the folder where it is started. */
  readonly envFile?: string;
  /** The command that runs the bundle; this Node where it is left out. */
  readonly command?: readonly string[];
}

/** What a relay said that ended by itself. */
export interface RefusedStart {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a relay that is expected to end at once, in an empty folder and with no settings but those given here. */
export async function refusedStart(bundle: string, options: StartOptions = {}): Promise<RefusedStart> {
  const { flags = [], environment = { DATABASE_URL: 'sqlite::memory:', PORT: '0' }, envFile } = options;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-start-'));
  if (envFile !== undefined) fs.writeFileSync(path.join(folder, '.env'), envFile);
  const [node = process.execPath, ...nodeArguments] = options.command ?? [];
  const { command, args } = tiedToParent(node, [...nodeArguments, bundle, ...flags]);
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // It should have ended long before; one that serves is a failure, and no process that stays.
    timeout: 20_000,
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  fs.rmSync(folder, { recursive: true, force: true });
  return { code, signal, ...said };
}
