import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRoomOn } from '../../test/relay/support/rest.ts';
import { eventually } from '../../test/support/eventually.ts';
import { freePort } from '../../test/support/freePort.ts';
import { residentMiB } from '../../test/support/residentMiB.ts';
import { tiedToParent } from '../../test/support/tiedToParent.ts';
import type { Candidate } from './candidates.ts';
import { cpuSecondsOf } from './cpuSeconds.ts';
import type { Target } from './load/dialect.ts';

/** A server under measurement, in a process of its own. */
export class MeasuredServer {
  readonly candidate: Candidate;
  readonly #port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(candidate: Candidate, port: number, folder: string) {
    this.candidate = candidate;
    this.#port = port;
    this.#folder = folder;
  }

  /** Resolves when it accepts connections. */
  static async start(candidate: Candidate): Promise<MeasuredServer> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-bench-'));
    const server = new MeasuredServer(candidate, await freePort(), folder);
    await server.restart();
    return server;
  }

  /** Starts it on the port and the data that it had. */
  async restart(): Promise<void> {
    const { script, environment } = this.candidate;
    const collect = path.join(import.meta.dirname, 'collectOnSignal.mjs');
    const { command, args } = tiedToParent(process.execPath, [
      '--no-warnings',
      '--expose-gc',
      '--import',
      collect,
      script,
    ]);
    this.#child = spawn(command, args, {
      cwd: this.#folder,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(this.#port),
        DATA_FOLDER: this.#folder,
        MEMORY_FILE: this.#memoryFile,
        ...environment(this.#folder),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await eventually(`${this.candidate.name} to listen`, () => accepts(this.#port));
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As `kill`, and removes what it has stored. */
  async dispose(): Promise<void> {
    await this.kill();
    await fs.promises.rm(this.#folder, { recursive: true, force: true });
  }

  async newRooms(count: number): Promise<Target[]> {
    const { dialect, createsRooms } = this.candidate;
    const rooms: Target[] = [];
    for (let i = 0; i < count; i++) {
      const room = createsRooms ? (await createRoomOn(`http://127.0.0.1:${this.#port}`)).id : randomUUID();
      rooms.push({ dialect, port: this.#port, room });
    }
    return rooms;
  }

  async newRoom(): Promise<Target> {
    return (await this.newRooms(1))[0]!;
  }

  cpuSeconds(): number {
    return cpuSecondsOf(this.#pid);
  }

  rssBytes(): number {
    return residentMiB(this.#pid) * 1024 * 1024;
  }

  /** What its heap holds after a collection. */
  async liveBytes(): Promise<number> {
    fs.rmSync(this.#memoryFile, { force: true });
    process.kill(this.#pid, 'SIGUSR2');
    const text = await eventually('a collection', () => fs.readFileSync(this.#memoryFile, 'utf8'));
    return (JSON.parse(text) as { liveBytes: number }).liveBytes;
  }

  get #memoryFile(): string {
    return path.join(this.#folder, 'memory.json');
  }

  get #pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.candidate.name} does not run.`);
    return this.#child.pid;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
