import path from 'node:path';
import type { Dialect } from './load/dialect.ts';

/** A server to measure: how it is started, and what its clients speak. */
export interface Candidate {
  readonly name: string;
  readonly dialect: Dialect;
  /** True when rooms exist only once they were created by REST. */
  readonly createsRooms: boolean;
  /** What it says about keeping edits; a server that keeps none is not asked for a document after a restart. */
  readonly keeps: 'nothing' | 'in memory' | 'on disk';
  readonly script: string;
  /** On top of PORT and DATA_FOLDER. */
  readonly environment: (folder: string) => Readonly<Record<string, string>>;
}

/** Two builds of the relay. The first is the one that ratios refer to. */
export function beforeAndAfter(before: string, after: string): readonly Candidate[] {
  return [
    { ...tandem(before, 'full'), name: 'Tandem before' },
    { ...tandem(after, 'full'), name: 'Tandem now' },
  ];
}

/** The first is the one that ratios refer to. */
export function allCandidates(relayBundle: string, peers: string): readonly Candidate[] {
  const none = () => ({});
  return [
    {
      name: 'bare ws',
      dialect: 'bare',
      createsRooms: false,
      keeps: 'nothing',
      script: path.join(import.meta.dirname, 'bareServer.ts'),
      environment: none,
    },
    tandem(relayBundle, 'full'),
    tandem(relayBundle, 'normal'),
    {
      name: 'y-websocket-server',
      dialect: 'y-websocket',
      createsRooms: false,
      keeps: 'in memory',
      script: path.join(peers, 'yWebsocketServer.mjs'),
      environment: () => ({ HOST: '127.0.0.1' }),
    },
    {
      name: 'Hocuspocus, SQLite',
      dialect: 'hocuspocus',
      createsRooms: false,
      keeps: 'on disk',
      script: path.join(peers, 'hocuspocus.mjs'),
      environment: none,
    },
  ];
}

function tandem(script: string, synchronous: string): Candidate {
  return {
    name: `Tandem, ${synchronous.toUpperCase()}`,
    dialect: 'tandem',
    createsRooms: true,
    keeps: 'on disk',
    script,
    environment: (folder) => ({
      DATABASE_URL: `sqlite:///${path.join(folder, 'tandem.db')}`,
      SQLITE_SYNCHRONOUS: synchronous,
      ROOMS_PER_HOUR: '0',
      MESSAGES_PER_SECOND: '0',
      LOG_LEVEL: 'warn',
    }),
  };
}
