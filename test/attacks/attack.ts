import type { AttackSize, Siege } from './siege.ts';

/** One way to hurt a relay. Nothing of it needs a token, or anything else than the address. */
export interface Attack {
  readonly name: string;
  /** What is sent, in a few words, with the id of the hole that it came from. */
  readonly about: string;
  /** Of the relay. The suite runs what takes memory, or places: a second of what takes time alone shows nothing. */
  readonly takes: 'memory' | 'time';
  /** What lies in the database before the relay starts. */
  readonly fill?: (databaseUrl: string) => Promise<void>;
  /** Makes the attacked room, and resolves with its id; an empty one where it is left out. */
  readonly prepare?: (url: string, size: AttackSize) => Promise<string>;
  /** Attacks until the siege is over. The relay may refuse, close and die meanwhile: that is no error here. */
  readonly run: (siege: Siege) => Promise<void>;
  /** The database may grow by this part of the bytes that were sent, and no more. */
  readonly mostStored?: number;
  /** Somebody at another address gets into the attacked room while the attack goes on. */
  readonly leavesRoomOpen?: true;
}
