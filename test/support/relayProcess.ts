import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './freePort.ts';
import { tiedToParent } from './tiedToParent.ts';

export interface RelayProcessOptions {
  /** On top of HOST, PORT, DATABASE_URL and LOG_LEVEL. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A free one where it is left out. */
  readonly port?: number;
  /** The relay's bundle; dist/relay.js where it is left out. */
  readonly bundle?: string;
  /** Hears all that it prints, also while it starts. */
  readonly onOutput?: (text: string) => void;
}

/** A relay in a process of its own, to be killed and restarted. Its port and its database stay the same. */
export interface RelayProcess {
  readonly port: number;
  /** Another one after a restart. */
  readonly pid: number | undefined;
  /** The signal or the code that its present life has ended with; undefined while it runs. */
  readonly ending: NodeJS.Signals | number | undefined;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly databaseFile: string;
  /** All that it has printed, over all its lives. */
  output(): string;
  /** SIGKILL: no chance to save anything. */
  readonly kill: () => Promise<void>;
  /** SIGTERM; resolves with the exit code, null when a signal ended it. */
  readonly stop: () => Promise<number | null>;
  /** Starts it again after kill() or stop(), with `environment` on top from now on; resolves when it is ready. */
  readonly restart: (environment?: Readonly<Record<string, string>>) => Promise<void>;
  /** Ends it, and removes its database. */
  dispose(): Promise<void>;
}

/** Starts the relay that `node esbuild.mjs relay` has built; resolves when GET /health answers 200. */
export async function startRelayProcess(options: RelayProcessOptions = {}): Promise<RelayProcess> {
  const { bundle = BUNDLE, onOutput } = options;
  let { environment } = options;
  if (!fs.existsSync(bundle)) throw new Error(`${bundle} is missing. Build it: node esbuild.mjs relay`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-relay-'));
  const databaseFile = path.join(folder, 'tandem.db');
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  let output = '';
  let child: ChildProcess | undefined;

  const start = async () => {
    if (child !== undefined && isRunning(child)) throw new Error('this relay is running already');
    const { command, args } = tiedToParent(process.execPath, ['--enable-source-maps', bundle]);
    const started = spawn(command, args, {
      cwd: folder,
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: `sqlite:///${databaseFile}`,
        LOG_LEVEL: 'warn',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      onOutput?.(chunk.toString());
    };
    started.stdout.on('data', collect);
    started.stderr.on('data', collect);
    await ready(started, url, () => output);
  };
  const signal = async (name: NodeJS.Signals) => {
    if (child === undefined) return null;
    if (isRunning(child)) {
      const exited = once(child, 'exit');
      child.kill(name);
      await exited;
    }
    return child.exitCode;
  };
  const dispose = async () => {
    await signal('SIGKILL');
    await fs.promises.rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    port,
    get pid() {
      return child?.pid;
    },
    get ending() {
      return child?.signalCode ?? child?.exitCode ?? undefined;
    },
    url,
    databaseFile,
    output: () => output,
    async kill() {
      await signal('SIGKILL');
    },
    stop: () => signal('SIGTERM'),
    restart(more) {
      environment = { ...environment, ...more };
      return start();
    },
    dispose,
  };
}

const BUNDLE = path.join(import.meta.dirname, '..', '..', 'dist', 'relay.js');

async function ready(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, name) => {
      reject(new Error(`the relay ended (${code ?? name ?? 'unknown'}) before it was ready:\n${output()}`));
    });
  });
  const answers = eventually(`the relay to answer at ${url}/health`, async () => {
    if (!isRunning(child)) return true; // `failed` has rejected
    return (await fetch(`${url}/health`)).ok;
  });
  await Promise.race([answers, failed]);
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
