import { createRequire } from 'node:module';
import { runInHost, type HostRunOptions, type HostRunResult } from './hostRun.ts';

export interface MochaInHostOptions extends Omit<HostRunOptions, 'call' | 'task'> {
  /** CommonJS files: bundleSuites() makes them. */
  readonly files: readonly string[];
  /** Mocha's own options. */
  readonly mocha?: {
    readonly grep?: string | undefined;
    readonly timeout?: number;
    readonly color?: boolean;
  };
}

/** Runs mocha files in a real extension host. */
export function runMochaInHost({ files, mocha, ...rest }: MochaInHostOptions): Promise<HostRunResult> {
  const task = { mocha: createRequire(import.meta.url).resolve('mocha'), files, options: mocha ?? {} };
  return runInHost({ ...rest, call: 'runMocha', task });
}
