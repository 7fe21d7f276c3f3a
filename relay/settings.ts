import { z } from 'zod';
import { normalAddress } from '../shared/relay/relayChallenge.ts';
import { parseTeamKeys, type TeamKey } from './access/teamKeys.ts';
import { LOG_LEVELS } from './log.ts';
import { type Host, parseHost } from './names/hostName.ts';
import { Secret } from './secret.ts';

const bool = z
  .enum(['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off'])
  .transform((word) => ['1', 'true', 'yes', 'on'].includes(word));

const webOrigin = z.string().refine((text) => text === '*' || URL.parse(text)?.origin === text);

const commaList = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));

const webHost = z.string().transform((text, context): Host => {
  const host = parseHost(text);
  if (host !== undefined) return host;
  context.addIssue('no host');
  return z.NEVER;
});

const teamKeys = z.string().transform((text, context): readonly TeamKey[] => {
  const keys = parseTeamKeys(text);
  if (keys !== undefined) return keys;
  context.addIssue('a key that is none');
  return z.NEVER;
});

const absent = z.literal('').transform(() => undefined);

const secret = z.string().transform((text) => new Secret(text));

/** Something to put a path behind. */
const baseAddress = z.union([absent, z.string().refine((text) => normalAddress(text) !== undefined)]);

const webAddress = z.union([absent, z.url({ protocol: /^https?$/ })]);

/** What may be said of a setting besides its value. */
export interface Setting {
  readonly schema: z.ZodType<unknown, string>;
  readonly fallback: string;
  /** Ends the sentence "X has to be ...". */
  readonly allowed: string;
  /** What is wrong with a bad value, where that is always the same and the value is secret. */
  readonly fault?: string;
  /** What --help says. */
  readonly about: string;
  /** Never shown, not even in the message about its own badness. */
  readonly isSecret?: true;
  /** Read and checked already, so that a file of settings need not change later; nothing uses it yet. */
  readonly isForLater?: true;
}

/** Every setting: how its text is read, what is allowed, and what --help says about it. */
export const SETTINGS = {
  HOST: {
    schema: z.string().regex(/^[\w.:-]+$/),
    fallback: '127.0.0.1',
    allowed: 'a host name or an IP address',
    about: 'address to listen on; 0.0.0.0 for every network of this computer',
  },
  PORT: {
    schema: wholeNumber(65_535),
    fallback: '8000',
    allowed: 'a whole number from 0 (any free port) to 65535',
    about: 'port to listen on',
  },
  DATABASE_URL: {
    schema: secret,
    fallback: 'sqlite:///./tandem.db',
    allowed: 'sqlite:///./file.db, sqlite::memory:, postgresql://... or mysql://...',
    about: 'where rooms are kept',
    isSecret: true,
  },
  DATABASE_WAIT_SECONDS: {
    schema: wholeNumber(3_600),
    fallback: '30',
    allowed: 'a whole number of seconds up to 3600',
    about: 'how long to wait at the start for a database server that does not answer yet',
  },
  SQLITE_SYNCHRONOUS: {
    schema: z.enum(['full', 'normal']),
    fallback: 'full',
    allowed: 'full or normal',
    about: 'full survives a power cut; normal is faster and survives a crash of the relay',
  },
  ACCESS: {
    schema: z.union([absent, z.enum(['open', 'team'])]),
    fallback: '',
    allowed: 'open or team',
    about:
      'open lets in whoever reaches the relay, team asks for a key; open only where no other computer reaches it',
  },
  TEAM_KEYS: {
    schema: teamKeys,
    fallback: '',
    allowed: 'name:key,name:key with keys of --new-team-key',
    fault: 'has a key that the relay did not make',
    about: 'keys for the people of a team; all of them are valid',
    isSecret: true,
  },
  ALLOWED_ORIGINS: {
    schema: commaList.pipe(z.array(webOrigin)),
    fallback: '',
    allowed: 'web origins such as https://example.org, separated by commas, or *',
    about: 'web pages that may connect; programs without an Origin always may',
  },
  ALLOWED_HOSTS: {
    schema: commaList.pipe(z.array(webHost)),
    fallback: '',
    allowed: 'host names such as relay.example.org or relay:8000, separated by commas',
    about: 'other names that this relay is reached by; it answers to no name that is not its own',
  },
  PUBLIC_URL: {
    schema: baseAddress,
    fallback: '',
    allowed: 'an address that begins with http:// or https://, without user, query and fragment',
    about: 'how others reach this relay, when a proxy stands in front of it',
  },
  TRUST_PROXY: {
    schema: wholeNumber(10),
    fallback: '0',
    allowed: 'a whole number from 0 (no proxy) to 10',
    about: 'number of proxies in front of the relay; limits count the address that the first of them saw',
  },
  ROOMS_PER_HOUR: {
    schema: wholeNumber(1_000_000),
    fallback: '120',
    allowed: 'a whole number; 0 for no limit',
    about: 'rooms that one address may create; no limit for a relay that only its own computer reaches',
  },
  MESSAGES_PER_SECOND: {
    schema: wholeNumber(1_000_000),
    fallback: '1000',
    allowed: 'a whole number; 0 for no limit',
    about: 'messages that one participant may send, ten times as many at once; it is read more slowly then',
  },
  CONNECTIONS_PER_ADDRESS: {
    schema: wholeNumber(1_000_000),
    fallback: '40',
    allowed: 'a whole number; 0 for no limit',
    about: 'WebSockets that one address may have open; those of this computer are not counted',
  },
  COMPLETIONS_PER_MINUTE: {
    schema: wholeNumber(1_000_000),
    fallback: '600',
    allowed: 'a whole number; 0 for no limit',
    about: 'completions that one address may ask for',
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
  SECRET_KEY: {
    schema: z.union([absent, z.string().min(32).pipe(secret)]),
    fallback: '',
    allowed: 'at least 32 characters that nobody can guess',
    fault: 'is too short',
    about: 'what the relay signs with',
    isSecret: true,
    isForLater: true,
  },
  REDIS_URL: {
    schema: z.union([absent, z.url({ protocol: /^rediss?$/ }).pipe(secret)]),
    fallback: '',
    allowed: 'an address that begins with redis:// or rediss://',
    about: 'where several relays with one database server meet',
    isSecret: true,
    isForLater: true,
  },
  AI_PROVIDER: {
    schema: z.enum(['local', 'openai', 'anthropic']),
    fallback: 'local',
    allowed: 'local, openai or anthropic',
    about: 'who answers for completions; openai is also every server that speaks its API',
  },
  AI_MODEL: {
    schema: z.union([absent, z.string().regex(/^[\w.:/@-]{1,200}$/)]),
    fallback: '',
    allowed: 'the name of a model',
    about: "the provider's model; empty for its usual one",
  },
  AI_API_KEY: {
    schema: z.union([
      absent,
      z
        .string()
        .regex(/^[\x21-\x7e]+$/)
        .pipe(secret),
    ]),
    fallback: '',
    allowed: 'a key without spaces or line breaks',
    fault: 'has a space, a line break or a character that is not ASCII',
    about: "the provider's key",
    isSecret: true,
  },
  AI_BASE_URL: {
    schema: webAddress,
    fallback: '',
    allowed: 'an address that begins with http:// or https://',
    about: "another address of the provider's API, such as a server of your own",
  },
  AI_FILL: {
    schema: z.enum(['auto', 'chat', 'suffix', 'tokens', 'infill']),
    fallback: 'auto',
    allowed: 'auto, chat, suffix, tokens or infill',
    about: 'how a server of AI_BASE_URL is told what stands after the cursor',
  },
  AI_TIMEOUT_MS: {
    schema: wholeNumber(60_000, 100),
    fallback: '5000',
    allowed: 'a whole number of milliseconds from 100 to 60000',
    about: 'how long a model may take; then the local engine answers',
  },
  AI_ROOM_DAILY_TOKENS: {
    schema: wholeNumber(999_999_999),
    fallback: '2000000',
    allowed: 'a whole number; 0 for no limit',
    about: 'tokens of a model that one room may use in a day (UTC)',
  },
  AI_RELAY_DAILY_TOKENS: {
    schema: wholeNumber(999_999_999),
    fallback: '20000000',
    allowed: 'a whole number; 0 for no limit',
    about: '... and all rooms together',
  },
  AI_WITHOUT_ROOM: {
    schema: bool,
    fallback: 'false',
    allowed: 'true or false',
    about: 'lets a model answer requests that name no room, whoever sends them',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]['schema']>;

/** `--database-url` for DATABASE_URL. */
export function flagOf(name: string): string {
  return `--${name.toLowerCase().replaceAll('_', '-')}`;
}

/** What --help prints. */
export function describeSettings(): string {
  const all: [string, Setting][] = Object.entries(SETTINGS);
  const lines = (isForLater: boolean) =>
    all
      .filter(([, setting]) => (setting.isForLater ?? false) === isForLater)
      .map(([name, { fallback, about }]) => {
        const value = fallback === '' ? '' : ` (${fallback})`;
        return `  ${flagOf(name).padEnd(24)} ${name.padEnd(22)} ${about}${value}`;
      });
  return [
    'Settings: a flag, or a variable of the environment or of the file .env',
    ...lines(false),
    '',
    'Checked, but without effect in this version:',
    ...lines(true),
  ].join('\n');
}

function wholeNumber(max: number, min = 0) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}
