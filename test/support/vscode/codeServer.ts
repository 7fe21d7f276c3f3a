import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tiedToParent } from '../tiedToParent.ts';
import { prepareVsCode } from './prepareVsCode.ts';
import { QUIET_SETTINGS } from './quietSettings.ts';
import type { VsCodeName } from './vsCodes.ts';

export interface CodeServerOptions {
  /** The one that TANDEM_VSCODE names where it is left out. */
  readonly vsCode?: VsCodeName | undefined;
  /** User settings, on top of QUIET_SETTINGS. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server and of its extension hosts. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders of extensions to install for this user. They are linked, not copied. */
  readonly extensions?: readonly string[];
  /**
   * The folder of settings, extensions and logs. One that is given is kept at stop, so that a later server can go on
   * with it; without it there is a new one, removed at stop.
   */
  readonly dataFolder?: string;
  /** Only to come back at the address of an earlier server: a window keeps its state by its address. */
  readonly port?: number;
}

/** One user's VS Code server, on 127.0.0.1. Several windows may be open on it; each has its own extension host. */
export interface CodeServer {
  readonly port: number;
  readonly dataFolder: string;
  /** Where extension hosts and their extensions write their logs. */
  readonly logFolder: string;
  /** All that the server has printed. */
  output(): string;
  /** Ends the server and every extension host that belongs to it. */
  stop(): Promise<void>;
}

/** Starts a server; resolves when it listens. */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  const installation = prepareVsCode(options.vsCode);
  const dataFolder = options.dataFolder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'code-server-'));
  const isOwnFolder = options.dataFolder === undefined;
  furnish(dataFolder, options);

  const { command, args } = tiedToParent(installation.node, serverArguments(dataFolder, options.port));
  const child = spawn(command, args, {
    cwd: installation.root,
    env: { ...environment(dataFolder), ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that stop() ends its extension hosts as well
  });
  const removeFolder = () => {
    if (isOwnFolder) fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  const atExit = () => {
    killGroup(child);
    removeFolder();
  };
  process.once('exit', atExit);
  const stop = async () => {
    process.off('exit', atExit);
    await end(child);
    removeFolder();
  };

  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  try {
    const port = await listening(child, () => output);
    // server-main goes on when its port is taken, and another server would answer in its place.
    if (options.port !== undefined && options.port !== port)
      throw new Error(`port ${options.port} was taken, the server listens on ${port}`);
    return {
      port,
      dataFolder,
      logFolder: path.join(dataFolder, 'data', 'logs'),
      output: () => output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const START_TIMEOUT_MS = 60_000;

function serverArguments(dataFolder: string, port = 0): string[] {
  return [
    path.join('out', 'server-main.js'),
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--server-data-dir', dataFolder, '--accept-server-license-terms', '--telemetry-level', 'off'],
    '--disable-workspace-trust',
    '--force-disable-user-env',
    '--disable-getting-started-override',
    '--disable-websocket-compression',
  ];
}

/** The caller's environment without what a VS Code terminal puts there: it would confuse the server. */
function environment(dataFolder: string): NodeJS.ProcessEnv {
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_V8_COVERAGE$)/.test(name),
  );
  // The server's local sockets go away with its folder.
  return { ...Object.fromEntries(clean), XDG_RUNTIME_DIR: dataFolder };
}

function furnish(dataFolder: string, { settings, extensions = [] }: CodeServerOptions): void {
  const user = path.join(dataFolder, 'data', 'User');
  fs.mkdirSync(user, { recursive: true });
  fs.writeFileSync(
    path.join(user, 'settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2),
  );
  // A folder in there is only picked up while extensions.json does not exist yet: before the first start.
  for (const folder of extensions) {
    const text = fs.readFileSync(path.join(folder, 'package.json'), 'utf8');
    const { publisher, name, version } = JSON.parse(text) as Record<string, string>;
    const installed = path.join(dataFolder, 'extensions', `${publisher}.${name}-${version}`.toLowerCase());
    fs.mkdirSync(path.dirname(installed), { recursive: true });
    if (!fs.existsSync(installed)) fs.symlinkSync(path.resolve(folder), installed);
  }
}

async function listening(child: ChildProcess, output: () => string): Promise<number> {
  const stopListening = new AbortController();
  const { signal } = stopListening;
  try {
    return await new Promise<number>((resolve, reject) => {
      const fail = (what: string) => reject(new Error(`the VS Code server ${what}:\n${output()}`));
      const look = () => {
        const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
        if (port !== undefined) resolve(Number(port));
      };
      child.stdout?.on('data', look);
      child.once('error', reject);
      child.once('exit', (code) => fail(`ended with code ${code ?? 'none'}`));
      const timer = setTimeout(() => fail(`did not listen within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        child.stdout?.off('data', look);
      });
    });
  } finally {
    stopListening.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  killGroup(child);
  await exited;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
