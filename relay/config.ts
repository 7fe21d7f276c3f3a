import { z } from 'zod';
import { LOG_LEVELS } from './log.ts';

const bool = z
  .enum(['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off'])
  .transform((word) => ['1', 'true', 'yes', 'on'].includes(word));

const webOrigin = z.string().refine((text) => text === '*' || URL.parse(text)?.origin === text);

/** Every setting: how its text is read, what is allowed, and what --help says about it. */
const SETTINGS = {
  HOST: {
    schema: z.string().regex(/^[\w.:-]+$/),
    fallback: '127.0.0.1',
    allowed: 'a host name or an IP address',
    about: 'address to listen on; 0.0.0.0 for every network of this computer',
  },
  PORT: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().max(65_535)),
    fallback: '8000',
    allowed: 'a whole number from 0 (any free port) to 65535',
    about: 'port to listen on',
  },
  DATABASE_URL: {
    schema: z.string().min(1),
    fallback: 'sqlite:///./tandem.db',
    allowed: 'sqlite:///./file.db, sqlite::memory:, postgresql://... or mysql://...',
    about: 'where rooms are kept',
  },
  SQLITE_SYNCHRONOUS: {
    schema: z.enum(['full', 'normal']),
    fallback: 'full',
    allowed: 'full or normal',
    about: 'full survives a power cut; normal is faster and survives a crash of the relay',
  },
  ALLOWED_ORIGINS: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .transform((parts) => parts.filter((part) => part !== ''))
      .pipe(z.array(webOrigin)),
    fallback: '',
    allowed: 'web origins such as https://example.org, separated by commas, or *',
    about: 'web pages that may connect; programs without an Origin always may',
  },
  PUBLIC_URL: {
    schema: z.union([z.literal('').transform(() => undefined), z.url({ protocol: /^https?$/ })]),
    fallback: '',
    allowed: 'an address that begins with http:// or https://',
    about: 'how others reach this relay, when a proxy stands in front of it',
  },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS),
    fallback: 'info',
    allowed: LOG_LEVELS.join(', '),
    about: 'the least important lines to log',
  },
  DEBUG: {
    schema: bool,
    fallback: 'false',
    allowed: 'true or false',
    about: 'logs every line, whatever LOG_LEVEL says',
  },
} as const;

type Name = keyof typeof SETTINGS;
type Value<N extends Name> = z.output<(typeof SETTINGS)[N]['schema']>;

/** What the relay is told from outside, read and checked. */
export interface Config {
  readonly host: Value<'HOST'>;
  readonly port: Value<'PORT'>;
  readonly databaseUrl: Value<'DATABASE_URL'>;
  readonly sqliteSynchronous: Value<'SQLITE_SYNCHRONOUS'>;
  readonly allowedOrigins: readonly string[];
  readonly publicUrl: Value<'PUBLIC_URL'>;
  readonly logLevel: Value<'LOG_LEVEL'>;
}

/** A setting that cannot be used; the message is one line for the person who starts the relay. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Flags win over the environment; what neither names has its default. `--database-url x` is DATABASE_URL. */
export function readConfig(flags: readonly string[], environment: NodeJS.ProcessEnv): Config {
  const given = { ...environment, ...readFlags(flags) };
  const debug = readSetting('DEBUG', given);
  return {
    host: readSetting('HOST', given),
    port: readSetting('PORT', given),
    databaseUrl: readSetting('DATABASE_URL', given),
    sqliteSynchronous: readSetting('SQLITE_SYNCHRONOUS', given),
    allowedOrigins: readSetting('ALLOWED_ORIGINS', given),
    publicUrl: readSetting('PUBLIC_URL', given),
    logLevel: debug ? 'debug' : readSetting('LOG_LEVEL', given),
  };
}

/** What --help prints. */
export function describeSettings(): string {
  const lines = Object.entries(SETTINGS).map(([name, { fallback, about }]) => {
    const value = fallback === '' ? '' : ` (${fallback})`;
    return `  ${flagOf(name).padEnd(22)} ${name.padEnd(20)} ${about}${value}`;
  });
  return ['Settings: a flag, or a variable of the environment or of the file .env', ...lines].join('\n');
}

function readSetting<N extends Name>(name: N, given: NodeJS.ProcessEnv): Value<N> {
  const { schema, fallback, allowed } = SETTINGS[name];
  // An empty variable is what a compose file makes of an absent one.
  const text = given[name] === undefined || given[name] === '' ? fallback : given[name];
  const result = schema.safeParse(text);
  if (!result.success) {
    throw new ConfigError(`${name} is "${maskPassword(text)}", but it has to be ${allowed}.`);
  }
  return result.data as Value<N>;
}

function readFlags(flags: readonly string[]): Partial<Record<Name, string>> {
  const read: Partial<Record<Name, string>> = {};
  for (let i = 0; i < flags.length; i++) {
    const [flag = '', inline] = (flags[i] ?? '').split(/=(.*)/s);
    const name = Object.keys(SETTINGS).find((candidate) => flagOf(candidate) === flag) as Name | undefined;
    if (name === undefined) throw new ConfigError(`${flag} is no flag of the relay; --help lists them.`);
    const value = inline ?? (name === 'DEBUG' && isFlag(flags[i + 1]) ? 'true' : flags[++i]);
    if (value === undefined) throw new ConfigError(`${flag} needs a value: ${SETTINGS[name].allowed}.`);
    read[name] = value;
  }
  return read;
}

function isFlag(word: string | undefined): boolean {
  return word === undefined || word.startsWith('--');
}

function flagOf(name: string): string {
  return `--${name.toLowerCase().replaceAll('_', '-')}`;
}

function maskPassword(text: string): string {
  return text.replace(/(:\/\/[^:/@]*):.*@/s, '$1:***@');
}
