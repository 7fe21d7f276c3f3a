import fs from 'node:fs';
import path from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { RoomBody } from '../../shared/api/rooms.ts';
import type { DatabaseKind, TestDatabase } from './databases.ts';

const FOLDER = path.join(import.meta.dirname, '..', 'fixtures', '0.1.0');

/** A room as 0.1.0's relay listed it, and the token of its owner. */
export interface RoomOf010 {
  readonly room: RoomBody;
  readonly ownerToken: string;
}

/** The rooms that `leaveDatabaseOf010` brings with it. */
export function roomsOf010(kind: DatabaseKind['name']): RoomOf010[] {
  const listed = JSON.parse(read('databases', `${fileName(kind)}.rooms.json`)) as (RoomBody & {
    owner_token: string;
  })[];
  return listed.map(({ owner_token: ownerToken, ...room }) => ({ room, ownerToken }));
}

/** Puts what 0.1.0's relay left into a new, empty database. */
export async function leaveDatabaseOf010(kind: DatabaseKind, database: TestDatabase): Promise<void> {
  const name = fileName(kind.name);
  if (name === 'sqlite') {
    const file = database.url.replace('sqlite:///', '');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.copyFileSync(path.join(FOLDER, 'databases', 'sqlite.db'), file);
  } else if (name === 'postgresql') {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(read('databases', 'postgresql.sql'));
    await client.end();
  } else {
    const connection = await mysql.createConnection({ uri: database.url, multipleStatements: true });
    await connection.query(read('databases', 'mysql.sql'));
    await connection.end();
  }
}

/** One thing that happened on a connection: it opened, something was said or heard (base64 of a frame), it closed. */
export interface SyncFrame {
  readonly who: string;
  readonly opened?: string;
  readonly said?: string;
  readonly heard?: string;
  readonly closed?: number;
}

/** What people said and heard on /sync in one room, and what it read at the end. */
export function syncFramesOf010(): { room: RoomBody; text: string; frames: SyncFrame[] } {
  const [first, ...frames] = readLines('sync.jsonl');
  return { ...(first as { room: RoomBody; text: string }), frames: frames as SyncFrame[] };
}

interface JsonMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** The same of a client of /ws. */
export interface JsonFrame {
  readonly opened?: string;
  readonly said?: JsonMessage;
  readonly heard?: JsonMessage & { readonly timestamp: string };
}

export function jsonFramesOf010(): { room: RoomBody; text: string; frames: JsonFrame[] } {
  const [first, ...frames] = readLines('ws.jsonl');
  return { ...(first as { room: RoomBody; text: string }), frames: frames as JsonFrame[] };
}

/** What 0.1.0's extension kept of a person, with the relay's address as it is in a test. */
export interface Profile010 {
  readonly globalState: Readonly<Record<string, unknown>>;
  /** Of a window with a folder, and of one without. */
  readonly workspaceState: Readonly<Record<'folder' | 'empty', Readonly<Record<string, unknown>>>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly rooms: readonly ProfileRoom[];
}

/** A room of the profile. `unsent` was typed at its end while the relay was away. */
export interface ProfileRoom {
  readonly id: string;
  readonly name: string;
  readonly window: 'folder' | 'empty';
  readonly isHost: boolean;
  readonly isOpen: boolean;
  readonly unsent: string;
}

export function profileOf010(relayUrl: string): Profile010 {
  const text = read('profile', 'profile.json');
  const { relayUrl: recorded } = JSON.parse(text) as { relayUrl: string };
  return JSON.parse(text.replaceAll(recorded, relayUrl)) as Profile010;
}

/** Copies the profile's folder of one kind to `target`: `storage` is a folder window's, `globalStorage` the person's. */
export function leaveJournalsOf010(from: 'storage' | 'globalStorage', target: string): void {
  fs.cpSync(path.join(FOLDER, 'profile', from), target, { recursive: true });
}

function fileName(kind: DatabaseKind['name']): 'sqlite' | 'postgresql' | 'mysql' {
  if (kind === 'SQLite in memory') throw new Error('0.1.0 left nothing in memory.');
  return ({ 'SQLite in a file': 'sqlite', PostgreSQL: 'postgresql', 'MySQL or MariaDB': 'mysql' } as const)[
    kind
  ];
}

function read(...names: readonly string[]): string {
  return fs.readFileSync(path.join(FOLDER, ...names), 'utf8');
}

function readLines(name: string): unknown[] {
  return read('frames', name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
