import { accessMode, type AccessMode } from './access/accessMode.ts';
import { fimTokensOf } from './completion/fimTokens.ts';
import type { Secret } from './secret.ts';
import { flagOf, SETTINGS, type Setting, type SettingName, type SettingValue } from './settings.ts';
import { DatabaseUrlError, parseDatabaseUrl } from './store/databaseUrl.ts';

/** What the relay is told from outside, read and checked. */
export interface Config {
  readonly host: SettingValue<'HOST'>;
  readonly port: SettingValue<'PORT'>;
  readonly databaseUrl: SettingValue<'DATABASE_URL'>;
  readonly databaseWaitSeconds: SettingValue<'DATABASE_WAIT_SECONDS'>;
  readonly sqliteSynchronous: SettingValue<'SQLITE_SYNCHRONOUS'>;
  readonly access: AccessMode;
  readonly teamKeys: SettingValue<'TEAM_KEYS'>;
  readonly allowedOrigins: readonly string[];
  readonly allowedHosts: SettingValue<'ALLOWED_HOSTS'>;
  readonly publicUrl: SettingValue<'PUBLIC_URL'>;
  readonly trustProxy: SettingValue<'TRUST_PROXY'>;
  readonly roomsPerHour: SettingValue<'ROOMS_PER_HOUR'>;
  readonly messagesPerSecond: SettingValue<'MESSAGES_PER_SECOND'>;
  readonly connectionsPerAddress: SettingValue<'CONNECTIONS_PER_ADDRESS'>;
  readonly completionsPerMinute: SettingValue<'COMPLETIONS_PER_MINUTE'>;
  readonly logLevel: SettingValue<'LOG_LEVEL'>;
  readonly secretKey: SettingValue<'SECRET_KEY'>;
  readonly redisUrl: SettingValue<'REDIS_URL'>;
  readonly ai: AiConfig;
}

export interface AiConfig {
  readonly provider: SettingValue<'AI_PROVIDER'>;
  readonly model: SettingValue<'AI_MODEL'>;
  readonly apiKey: SettingValue<'AI_API_KEY'>;
  readonly baseUrl: SettingValue<'AI_BASE_URL'>;
  readonly fill: SettingValue<'AI_FILL'>;
  readonly timeoutMs: SettingValue<'AI_TIMEOUT_MS'>;
  readonly roomDailyTokens: SettingValue<'AI_ROOM_DAILY_TOKENS'>;
  readonly relayDailyTokens: SettingValue<'AI_RELAY_DAILY_TOKENS'>;
  readonly withoutRoom: SettingValue<'AI_WITHOUT_ROOM'>;
}

/** A setting that cannot be used; the message is one line for the person who starts the relay. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly exitStatus: number;

  constructor(message: string, exitStatus = 1) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** EX_CONFIG of sysexits.h: a manager of services that knows it does not start the relay again. */
const SET_UP_INCOMPLETE = 78;

/** Flags win over the environment; what neither names has its default. `--database-url x` is DATABASE_URL. */
export function readConfig(flags: readonly string[], environment: NodeJS.ProcessEnv): Config {
  const given = { ...environment, ...readFlags(flags) };
  const debug = readSetting('DEBUG', given);
  const reach = {
    host: readSetting('HOST', given),
    publicUrl: readSetting('PUBLIC_URL', given),
    trustProxy: readSetting('TRUST_PROXY', given),
  };
  const config: Config = {
    ...reach,
    access: accessMode(readSetting('ACCESS', given), reach),
    teamKeys: readSetting('TEAM_KEYS', given),
    port: readSetting('PORT', given),
    databaseUrl: readSetting('DATABASE_URL', given),
    databaseWaitSeconds: readSetting('DATABASE_WAIT_SECONDS', given),
    sqliteSynchronous: readSetting('SQLITE_SYNCHRONOUS', given),
    allowedOrigins: readSetting('ALLOWED_ORIGINS', given),
    allowedHosts: readSetting('ALLOWED_HOSTS', given),
    roomsPerHour: readSetting('ROOMS_PER_HOUR', given),
    messagesPerSecond: readSetting('MESSAGES_PER_SECOND', given),
    connectionsPerAddress: readSetting('CONNECTIONS_PER_ADDRESS', given),
    completionsPerMinute: readSetting('COMPLETIONS_PER_MINUTE', given),
    logLevel: debug ? 'debug' : readSetting('LOG_LEVEL', given),
    secretKey: readSetting('SECRET_KEY', given),
    redisUrl: readSetting('REDIS_URL', given),
    ai: {
      provider: readSetting('AI_PROVIDER', given),
      model: readSetting('AI_MODEL', given),
      apiKey: readSetting('AI_API_KEY', given),
      baseUrl: readSetting('AI_BASE_URL', given),
      fill: readSetting('AI_FILL', given),
      timeoutMs: readSetting('AI_TIMEOUT_MS', given),
      roomDailyTokens: readSetting('AI_ROOM_DAILY_TOKENS', given),
      relayDailyTokens: readSetting('AI_RELAY_DAILY_TOKENS', given),
      withoutRoom: readSetting('AI_WITHOUT_ROOM', given),
    },
  };
  refuseContradictions(config);
  return config;
}

/** What each setting allows by itself, and the others rule out. */
function refuseContradictions({ access, teamKeys, allowedOrigins, databaseUrl, redisUrl, ai }: Config): void {
  if (access === 'team' && teamKeys.length === 0) {
    throw new ConfigError(
      'Set TEAM_KEYS; this makes one: node dist/relay.js --new-team-key NAME',
      SET_UP_INCOMPLETE,
    );
  }
  if (access === 'open' && allowedOrigins.includes('*')) {
    throw new ConfigError(
      'ALLOWED_ORIGINS is *, but ACCESS is open, so any web page could change rooms: name the origins, or set ACCESS=team.',
    );
  }
  if (databaseKind(databaseUrl).startsWith('sqlite') && redisUrl !== undefined) {
    throw new ConfigError(
      'REDIS_URL is set, but DATABASE_URL is SQLite, which several relays cannot share: use postgresql:// or mysql://.',
    );
  }
  if (ai.provider !== 'local' && ai.apiKey === undefined && ai.baseUrl === undefined) {
    throw new ConfigError(
      `AI_API_KEY is missing: ${ai.provider} needs a key. Set one, or name a server of your own in AI_BASE_URL.`,
    );
  }
  if (ai.provider === 'openai' && ai.baseUrl !== undefined && ai.model === undefined) {
    throw new ConfigError(
      'AI_MODEL is missing: a server of your own has no usual model; name one that it has.',
    );
  }
  if (ai.fill !== 'auto' && ai.fill !== 'chat' && (ai.provider !== 'openai' || ai.baseUrl === undefined)) {
    throw new ConfigError(
      `AI_FILL is ${ai.fill}, which only a server of AI_BASE_URL with AI_PROVIDER openai takes.`,
    );
  }
  if (ai.fill === 'tokens' && fimTokensOf(ai.model ?? '') === undefined) {
    throw new ConfigError(
      `AI_FILL is tokens, but the relay does not know the tokens of AI_MODEL "${ai.model ?? ''}".`,
    );
  }
}

function databaseKind(url: Secret): ReturnType<typeof parseDatabaseUrl>['kind'] {
  try {
    return parseDatabaseUrl(url.reveal()).kind;
  } catch (error) {
    if (error instanceof DatabaseUrlError) throw new ConfigError(error.message);
    throw error;
  }
}

function readSetting<N extends SettingName>(name: N, given: NodeJS.ProcessEnv): SettingValue<N> {
  const { schema, fallback, allowed, fault, isSecret }: Setting = SETTINGS[name];
  // An empty variable is what a compose file makes of an absent one.
  const text = given[name] === undefined || given[name] === '' ? fallback : given[name];
  const result = schema.safeParse(text);
  if (!result.success) {
    if (fault !== undefined) throw new ConfigError(`${name} ${fault}: it has to be ${allowed}.`);
    const value = isSecret ? 'is something else' : `is "${maskCredentials(text)}"`;
    throw new ConfigError(`${name} ${value}, but it has to be ${allowed}.`);
  }
  return result.data as SettingValue<N>;
}

function readFlags(flags: readonly string[]): Partial<Record<SettingName, string>> {
  const read: Partial<Record<SettingName, string>> = {};
  for (let i = 0; i < flags.length; i++) {
    const [flag = '', inline] = (flags[i] ?? '').split(/=(.*)/s);
    const name = settingOf(flag);
    const value = inline ?? (name === 'DEBUG' && isFlag(flags[i + 1]) ? 'true' : flags[++i]);
    if (value === undefined) throw new ConfigError(`${flag} needs a value: ${SETTINGS[name].allowed}.`);
    read[name] = value;
  }
  return read;
}

function settingOf(flag: string): SettingName {
  const names = Object.keys(SETTINGS) as SettingName[];
  const name = names.find((candidate) => flagOf(candidate) === flag);
  if (name !== undefined) return name;
  if (/^\d{1,5}$/.test(flag))
    throw new ConfigError(`"${flag}" is not a flag of the relay. Did you mean --port ${flag}?`);
  // Anything else may be a password that lost its flag.
  const shown = /^--[a-z-]+$/.test(flag) ? flag : 'A word without its flag';
  throw new ConfigError(`${shown} is not a flag of the relay; --help lists them.`);
}

function isFlag(word: string | undefined): boolean {
  return word === undefined || word.startsWith('--');
}

function maskCredentials(text: string): string {
  return text.replace(/:\/\/.*@/s, '://***@');
}
