import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** On top of ours. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

export type CommandEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'tookTooLong' }
  | { readonly kind: 'notStarted'; readonly error: Error };

/** Runs a command at the top of the project, in a process group of its own which is gone afterwards. */
export function runCommand(command: Command, write: (text: string) => void): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const child = spawn(command.program, command.args, {
      cwd: ROOT,
      env: { ...environment(), ...command.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    let isTooLong = false;
    const timer = setTimeout(() => {
      isTooLong = true;
      killGroup(child);
    }, command.limitMs);
    child.stdout.setEncoding('utf8').on('data', write);
    child.stderr.setEncoding('utf8').on('data', write);
    const end = (result: CommandEnd) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(result);
    };
    child.once('error', (error) => end({ kind: 'notStarted', error }));
    child.once('exit', (code, signal) => {
      killGroup(child); // what it has left behind would hold its output open
      const result = isTooLong ? ({ kind: 'tookTooLong' } as const) : howItEnded(code, signal);
      const outputGuard = setTimeout(end, OUTPUT_GRACE_MS, result);
      child.once('close', () => {
        clearTimeout(outputGuard);
        end(result);
      });
    });
  });
}

/** For an interrupted run: ends everything that runCommand has started. */
export function killRunningCommands(): void {
  for (const child of running) killGroup(child);
}

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const running = new Set<ChildProcess>();
/** For the last of its output. */
const OUTPUT_GRACE_MS = 5_000;

function howItEnded(code: number | null, signal: string | null): CommandEnd {
  return code === null ? { kind: 'killed', signal: signal ?? 'an unknown signal' } : { kind: 'exited', code };
}

function environment(): NodeJS.ProcessEnv {
  const isColourful = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  return {
    ...process.env,
    // So that `node test/run.ts` finds the same programs as `npm test`.
    PATH: `${path.join(ROOT, 'node_modules', '.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
    ...(isColourful && { FORCE_COLOR: '1' }),
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
