import fs from 'node:fs';

const SETPRIV = '/usr/bin/setpriv';

/**
 * The command that runs `command` so that it dies with this process, even when that is killed: no server is left
 * behind on a port. Keeps the process id. Without Linux's setpriv the command is given back unchanged.
 */
export function tiedToParent(command: string, args: readonly string[]): { command: string; args: string[] } {
  if (process.platform !== 'linux' || !fs.existsSync(SETPRIV)) return { command, args: [...args] };
  return { command: SETPRIV, args: ['--pdeathsig', 'KILL', '--', command, ...args] };
}
