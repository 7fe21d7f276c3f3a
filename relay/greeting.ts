import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { assertNever } from '../shared/assertNever.ts';
import type { Config } from './config.ts';
import { isLoopback } from './names/hostName.ts';
import { type DatabaseUrl, parseDatabaseUrl } from './store/databaseUrl.ts';

export interface Surroundings {
  /** Whether the packed extension is there. */
  readonly isPacked: boolean;
  /** Those by which others reach this computer. */
  readonly addresses?: readonly string[];
}

/** What the relay says when it has started. */
export function greeting(
  config: Config,
  port: number,
  { isPacked, addresses = addressesForOthers() }: Surroundings,
): string {
  const isEverywhere = EVERY_ADDRESS.has(config.host);
  const here = `http://${written(isEverywhere ? '127.0.0.1' : config.host)}:${port}`;
  const url = config.publicUrl?.replace(/\/+$/, '') ?? here;
  const forOthers = isEverywhere
    ? addresses.map((address) => `http://${written(address)}:${port}`)
    : isLoopback(config.host)
      ? []
      : [here];
  const isForOthers = config.publicUrl === undefined && forOthers.length > 0;
  return [
    `The Tandem relay listens on ${isForOthers ? forOthers.slice(0, MOST_ADDRESSES).join(', ') : url}`,
    ...(isForOthers ? warning(config) : []),
    ...(config.access === 'team' ? [`  Who gets in        ${keyHolders(config)}`] : []),
    `  Rooms are kept in  ${placeOfRooms(parseDatabaseUrl(config.databaseUrl.reveal()))}`,
    `  Start here         ${url}/`,
    `  API and its docs   ${url}/docs`,
    isPacked
      ? `  VS Code extension  ${url}/tandem.vsix`
      : '  VS Code extension  npm run package makes it; the start page offers it then',
    '',
  ].join('\n');
}

/** By the names of keys, never by a key. */
function keyHolders({ teamKeys }: Config): string {
  return `holders of a team key: ${teamKeys.map(({ name }) => name).join(', ')}`;
}

function warning({ access, allowedHosts }: Config): string[] {
  const hosts = allowedHosts.map(({ name, port }) => (port === undefined ? name : `${name}:${port}`));
  return [
    ...(access === 'open' ? ['  Everybody who reaches it gets in, without a password.'] : []),
    "  VS Code takes another computer's relay only over https: docs/self-hosting.md",
    `  It answers to      ${['localhost', 'the IP addresses of this computer', ...hosts].join(', ')}`,
  ];
}

const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

/** A computer with containers has many, and people read the first. */
const MOST_ADDRESSES = 4;

/** IPv4 first, as it is easier to pass on. Without those that mean another computer on each network (fe80::). */
function addressesForOthers(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((all = []) => all)
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .sort((one, other) => one.family.localeCompare(other.family))
    .map(({ address }) => address);
}

function written(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Names no user and no password. */
function placeOfRooms(database: DatabaseUrl): string {
  switch (database.kind) {
    case 'sqlite-memory':
      return 'memory, until the relay ends';
    case 'sqlite':
      return path.resolve(database.path);
    case 'postgres':
    case 'mysql':
      return `the database "${database.database}" at ${database.host}:${database.port}`;
    default:
      return assertNever(database);
  }
}
