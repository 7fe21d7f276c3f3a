import fs from 'node:fs';
import path from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { systemClock } from './clock.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { newTeamKey } from './access/teamKeys.ts';
import { createRelay, type Relay } from './createRelay.ts';
import { greeting } from './greeting.ts';
import { RelayKey } from './identity/relayKey.ts';
import { checkEnvFile, type EnvFile } from './envFile.ts';
import { createLog, type Log } from './log.ts';
import { systemRandom } from './random.ts';
import { describeSettings } from './settings.ts';
import { openRoomStore } from './store/openRoomStore.ts';
import type { RoomStore } from './store/roomStore.ts';
import { whenReachable } from './store/whenReachable.ts';
import { STOP_TIMEOUT_MS } from '../shared/limits.ts';

const PARENT_CHECK_MS = 250;

/** Beside the bundle, where `npm run package` puts it. */
const VSIX_FILE = path.join(import.meta.dirname, 'tandem.vsix');

const NEW_TEAM_KEY = '--new-team-key';

const flags = process.argv.slice(2);
if (flags.includes('--help') || flags.includes('-h')) {
  process.stdout.write(
    `The Tandem relay: rooms for pair programming.\n\n${describeSettings()}\n\n${NEW_TEAM_KEY} NAME makes a key for TEAM_KEYS and prints it.\n`,
  );
} else if (flags[0] === NEW_TEAM_KEY) {
  printTeamKey(flags[1] ?? '');
} else {
  await start();
}

/** The only time that a key is shown, by a process that serves nobody. */
function printTeamKey(name: string): void {
  const key = newTeamKey(name, systemRandom);
  if (key === undefined)
    fail(`${NEW_TEAM_KEY} needs a name of letters, digits, dots and dashes, such as ${NEW_TEAM_KEY} office`);
  else process.stdout.write(`TEAM_KEYS=${key}\n`);
}

async function start(): Promise<void> {
  const settings = readSettings();
  if (settings === undefined) return;
  const { config, unknown } = settings;
  const log = createLog(config.logLevel);
  if (unknown.length > 0)
    log.warn({ names: unknown }, 'the file .env contains names that are not settings of the relay');
  // From the beginning: the first process of a container ignores the signals that it does not listen to.
  let relay: Relay | undefined;
  stopOnSignals(() => relay, log);
  let store: RoomStore | undefined;
  try {
    store = await openStore(config, log);
    const key = await RelayKey.of(store);
    const { version } = manifest;
    relay = createRelay({ config, store, key, clock: systemClock, log, version, vsixFile: VSIX_FILE });
    const { port } = await relay.listen();
    process.stdout.write(greeting(config, port, { isPacked: fs.existsSync(VSIX_FILE) }));
  } catch (error) {
    log.debug({ err: error }, 'the start failed');
    fail(startProblem(error, config));
    // Its connections would keep a process alive that serves nobody.
    await store?.close();
  }
}

function openStore(config: Config, log: Log): Promise<RoomStore> {
  const { databaseUrl, databaseWaitSeconds, sqliteSynchronous } = config;
  return whenReachable(
    () =>
      openRoomStore(databaseUrl.reveal(), {
        sqliteSynchronous,
        isExclusive: true,
        warn: (message) => log.warn({}, message),
      }),
    {
      patienceMs: databaseWaitSeconds * 1_000,
      clock: systemClock,
      onWait: (error, patienceMs) =>
        log.warn(
          { seconds: patienceMs / 1_000, reason: error.message },
          error.problem.kind === 'in-use' ? 'waiting for the other relay to end' : 'waiting for the database',
        ),
    },
  );
}

/** The settings, and the names in `.env` that are none; undefined when the relay has said why it cannot start. */
function readSettings(): { config: Config; unknown: readonly string[] } | undefined {
  let file: EnvFile = { problems: [], unknown: [] };
  try {
    file = checkEnvFile(fs.readFileSync('.env', 'utf8'));
    process.loadEnvFile();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') {
      fail(`The file .env cannot be read: ${message}.`);
      return undefined;
    }
  }
  if (file.problems.length > 0) {
    fail(file.problems.join('\n'));
    return undefined;
  }
  try {
    return { config: readConfig(flags, process.env), unknown: file.unknown };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    fail(error.message, error.exitStatus);
    return undefined;
  }
}

function stopOnSignals(current: () => Relay | undefined, log: Log): void {
  const stop = async (exitCode: number) => {
    // First of all, and whatever throws or hangs after it: the process ends.
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS);
    const relay = current();
    if (relay === undefined) process.exit(exitCode);
    const outcome = await relay.stop();
    log.info({ outcome }, 'stopped');
    process.exit(outcome === 'stored' ? exitCode : 1);
  };
  const stopFor = (signal: string) => {
    stop(0).catch(() => process.exit(1));
    log.info({ signal }, 'stopping');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopFor(signal));
  onEndOfNpm(() => stopFor('npm has ended'));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      stop(1).catch(() => process.exit(1));
    });
  }
}

/** `npm start` runs a shell that keeps signals to itself, and dies of them: the relay would be left behind. */
function onEndOfNpm(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS).unref();
}

function startProblem(error: unknown, { host, port }: Config): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `PORT ${port} is in use; stop what uses it, or choose another: --port 8001.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST ${host} is not an address of this computer. Use 127.0.0.1 for this computer alone, or 0.0.0.0 for every network.`;
  if (code === 'EACCES') return `PORT ${port} may not be used by this account; choose one above 1023.`;
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string, exitStatus = 1): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitStatus;
}
