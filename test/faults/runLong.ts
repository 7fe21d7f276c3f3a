/**
 * npm run test:faults: everything that crashes, cuts, stalls and floods, at full length. About half an hour.
 * A variable that is set already stays as it is.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const FULL_LENGTH = {
  TANDEM_KILL_ROUNDS: '100',
  TANDEM_FAULT_ROUNDS: '2',
  TANDEM_OUTAGE_SECONDS: '60',
  TANDEM_CROWD: '500',
  TANDEM_FLOOD: 'long',
};
const FILES = [
  'test/faults/*.test.ts',
  'test/relay/kill.test.ts',
  'test/relay/databasesKill.test.ts',
  'test/relay/durability.test.ts',
  'test/relay/slowReader.test.ts',
];

const root = path.join(import.meta.dirname, '..', '..');
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const { status } = spawnSync(process.execPath, [mocha, ...FILES, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...FULL_LENGTH, ...process.env },
});
process.exitCode = status ?? 1;
