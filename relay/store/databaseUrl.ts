/** A parsed DATABASE_URL. */
export type DatabaseUrl =
  | { readonly kind: 'sqlite-memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | ({ readonly kind: 'postgres' | 'mysql' } & DatabaseServer);

export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `disable`: plain TCP. `verify`: encrypted, certificate checked. `no-verify`: encrypted, whoever answers. */
  readonly tls: 'disable' | 'verify' | 'no-verify';
}

/** A DATABASE_URL that says nothing usable. The message names what is wrong without showing the password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}

const ALLOWED =
  'use sqlite:///./file.db, sqlite:////absolute/file.db, sqlite::memory:, ' +
  'postgresql://user:password@host:5432/database or mysql://user:password@host:3306/database';

const SERVERS = {
  postgresql: { kind: 'postgres', port: 5432, user: 'postgres' },
  postgres: { kind: 'postgres', port: 5432, user: 'postgres' },
  mysql: { kind: 'mysql', port: 3306, user: 'root' },
  mariadb: { kind: 'mysql', port: 3306, user: 'root' },
} as const;

/** Reads `text` as SQLAlchemy would: driver suffixes such as `+asyncpg` are accepted and mean nothing here. */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  const match = /^([a-z0-9]+)(?:\+[a-z0-9_]+)?:(.*)$/is.exec(text.trim());
  if (match === null) throw new DatabaseUrlError(`DATABASE_URL is not a database address: ${ALLOWED}.`);
  const [, scheme = '', rest = ''] = match;
  const name = scheme.toLowerCase();
  if (name === 'sqlite') return parseSqlite(rest);
  if (isServer(name)) return parseServer(name, rest);
  throw new DatabaseUrlError(
    `DATABASE_URL names a database that Tandem does not know, "${scheme}": ${ALLOWED}.`,
  );
}

function isServer(scheme: string): scheme is keyof typeof SERVERS {
  return Object.hasOwn(SERVERS, scheme);
}

function parseSqlite(rest: string): DatabaseUrl {
  if (/^(\/\/\/+)?(\?|$)/.test(rest)) {
    throw new DatabaseUrlError(
      `DATABASE_URL names no file (sqlite::memory: keeps everything in memory): ${ALLOWED}.`,
    );
  }
  if (['//', ':memory:', '//:memory:', '///:memory:'].includes(rest)) return { kind: 'sqlite-memory' };
  // Three slashes and a relative path, or four and an absolute one; what follows a question mark are driver options.
  const path = /^\/\/\/([^?]+)/.exec(rest)?.[1];
  if (path === undefined) {
    throw new DatabaseUrlError(`DATABASE_URL for SQLite needs three slashes before the file: ${ALLOWED}.`);
  }
  return { kind: 'sqlite', path: decode(path) };
}

function parseServer(scheme: keyof typeof SERVERS, rest: string): DatabaseUrl {
  const { kind, port, user } = SERVERS[scheme];
  const url = URL.parse(`http:${rest}`);
  if (!rest.startsWith('//') || url === null) {
    throw new DatabaseUrlError(
      `DATABASE_URL cannot be read (percent-encode special characters of the password): ${ALLOWED}.`,
    );
  }
  const database = decode(url.pathname.slice(1));
  if (database === '' || database.includes('/')) {
    throw new DatabaseUrlError(`DATABASE_URL names no database after the host: ${ALLOWED}.`);
  }
  return {
    kind,
    // node-postgres and mysql2 take an IPv6 address without its brackets.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    // URL drops port 80 as the default of http, so that it is looked for in the text.
    port: url.port !== '' ? Number(url.port) : /:80$/.test(authority(rest)) ? 80 : port,
    user: url.username === '' ? user : decode(url.username),
    password: decode(url.password),
    database,
    tls: tlsOf(url.searchParams),
  };
}

function authority(rest: string): string {
  return /^\/\/([^/?#]*)/.exec(rest)?.[1] ?? '';
}

/**
 * libpq's words (`sslmode`), and asyncpg's (`ssl`), since people bring their URLs along. `require` checks the certificate,
 * as node-postgres has it, and unlike libpq: encryption without it keeps nobody out who stands in between.
 */
function tlsOf(options: URLSearchParams): DatabaseServer['tls'] {
  const mode = options.get('sslmode') ?? options.get('ssl') ?? options.get('ssl-mode') ?? 'disable';
  switch (mode.toLowerCase()) {
    case 'disable':
    case 'disabled':
    case 'false':
    case 'allow':
    case 'prefer':
    case 'preferred':
      return 'disable';
    case 'no-verify':
      return 'no-verify';
    case 'require':
    case 'required':
    case 'true':
    case 'verify-ca':
    case 'verify_ca':
    case 'verify-full':
    case 'verify_identity':
      return 'verify';
    default:
      throw new DatabaseUrlError(
        'DATABASE_URL has an unknown sslmode: use disable, require, verify-full or no-verify.',
      );
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DatabaseUrlError(`DATABASE_URL has a "%" that encodes nothing (write %25 for it): ${ALLOWED}.`);
  }
}
