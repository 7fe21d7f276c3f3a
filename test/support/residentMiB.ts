import fs from 'node:fs';

/** The memory of a process that is in use at this moment (Linux alone). */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
