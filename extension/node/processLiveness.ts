import { hostname } from 'node:os';
import type { Liveness } from '../../client/windows/windowLeases.ts';

/** A window lives as long as its extension host: a process of this computer, or of this container. */
export function processLiveness(pid = process.pid): Liveness {
  const host = hostname();
  return {
    mark: Promise.resolve(`${host} ${pid}`),
    ask: (mark) => Promise.resolve(ask(mark, host)),
  };
}

function ask(mark: string, host: string): 'gone' | 'unknown' {
  const space = mark.lastIndexOf(' ');
  if (mark.slice(0, space) !== host) return 'unknown';
  try {
    process.kill(Number(mark.slice(space + 1)), 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 'gone';
  }
  // There is such a process: the window's, or one that has got its number since.
  return 'unknown';
}
