import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const SOURCE = path.join(import.meta.dirname, 'peers');
const FOLDER = path.join(import.meta.dirname, '..', '..', 'out', 'bench-peers');

/**
 * Where the other servers are installed, from their own lock file and apart from the project's packages; installs them
 * when they are missing or the lock file has changed. No install script is run.
 */
export function installPeers(): string {
  const lock = fs.readFileSync(path.join(SOURCE, 'package-lock.json'), 'utf8');
  const stamp = path.join(FOLDER, 'installed.json');
  fs.mkdirSync(FOLDER, { recursive: true });
  for (const name of fs.readdirSync(SOURCE))
    fs.copyFileSync(path.join(SOURCE, name), path.join(FOLDER, name));
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return FOLDER;
  console.log('Installing the servers to compare with, once ...');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  fs.writeFileSync(stamp, lock);
  return FOLDER;
}
