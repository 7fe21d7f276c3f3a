import { assertNever } from '../../../shared/assertNever.ts';
import type { Clock } from '../../clock.ts';
import { asStoreError } from '../guarded.ts';
import { StoreError } from '../storeError.ts';
import type { DatabaseLock } from './databaseLock.ts';

/** A server that says nothing for so long has lost its connection to this relay, or the other way round. */
const BEAT_TIMEOUT_MS = 5_000;

/** Attempts where whoever had the lock has just let it go. */
const TRIES = 3;

/** Connections that a server may believe in at the same time: more than break within its patience. */
const OWN_CONNECTIONS = 100;

/** A connection to a database server that holds the lock, and loses it with its end. */
export interface LockSession {
  /** Resolves when the server still answers on it. */
  beat(): Promise<void>;
  end(): Promise<void>;
  /** Without a goodbye. */
  destroy(): void;
}

export type LockAttempt =
  | { readonly kind: 'taken'; readonly session: LockSession }
  /** By the connection with that id; undefined when it had let go before that could be asked. */
  | { readonly kind: 'in use'; readonly holder: string | undefined };

/** Who asks a server for the lock. */
export interface LockSeeker {
  /** Before it asks: the id that tells its connection from all others of the server. */
  connected(id: string): void;
  /** The connection is over. */
  ended(): void;
}

export interface LockServer {
  /** How a person knows it, e.g. `the database "rooms" on db:5432`. */
  readonly name: string;
  /** Asks once, on a connection of its own. */
  attempt(seeker: LockSeeker): Promise<LockAttempt>;
}

type State =
  | { readonly kind: 'held'; readonly session: LockSession }
  /** The connection broke. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'in use' };

/** One relay's right to a database on a server: a lock of a connection that does nothing else. */
export class SessionLock implements DatabaseLock {
  readonly #server: LockServer;
  readonly #clock: Clock;
  #state: State = { kind: 'lost' };
  /** Connections of this relay, in some of which the server may believe although they broke. */
  #own: string[] = [];
  #checking: Promise<void> | undefined;
  #isReleased = false;

  private constructor(server: LockServer, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  /** Rejects with `in-use` when another relay has it. */
  static async take(server: LockServer, clock: Clock): Promise<SessionLock> {
    const lock = new SessionLock(server, clock);
    await lock.check();
    return lock;
  }

  trouble(): StoreError | undefined {
    const state = this.#state;
    switch (state.kind) {
      case 'held':
        return undefined;
      case 'lost':
        return new StoreError({
          kind: 'failed',
          code: 'TANDEM_LOCK',
          reason: `the connection that keeps other relays from ${this.#server.name} broke.`,
        });
      case 'in use':
        return new StoreError({ kind: 'in-use', database: this.#server.name });
      default:
        return assertNever(state);
    }
  }

  get knownTrouble(): StoreError | undefined {
    return this.trouble();
  }

  check(): Promise<void> {
    this.#checking ??= this.#mend()
      .catch((error: unknown) => {
        throw asStoreError(error);
      })
      .finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    const state = this.#state;
    this.#state = { kind: 'lost' };
    if (state.kind === 'held') await state.session.end().catch(() => state.session.destroy());
  }

  async #mend(): Promise<void> {
    if (this.#state.kind === 'held') await this.#beat(this.#state.session);
    for (let tries = 0; tries < TRIES && this.#state.kind !== 'held' && !this.#isReleased; tries++) {
      const attempt = await this.#take();
      if (attempt.kind === 'in use' && attempt.holder !== undefined) break;
    }
    const trouble = this.trouble();
    if (trouble !== undefined) throw trouble;
  }

  async #beat(session: LockSession): Promise<void> {
    const isAlive = await new Promise<boolean>((resolve) => {
      const cancel = this.#clock.after(BEAT_TIMEOUT_MS, () => resolve(false));
      session
        .beat()
        .finally(cancel)
        .then(
          () => resolve(true),
          () => resolve(false),
        );
    });
    if (isAlive) return;
    this.#lose(session);
    session.destroy();
  }

  async #take(): Promise<LockAttempt> {
    const connection: { hasEnded: boolean; session?: LockSession } = { hasEnded: false };
    const attempt = await this.#server.attempt({
      connected: (id) => {
        this.#own = [...this.#own, id].slice(-OWN_CONNECTIONS);
      },
      ended: () => {
        connection.hasEnded = true;
        if (connection.session !== undefined) this.#lose(connection.session);
      },
    });
    if (attempt.kind === 'taken') {
      const { session } = attempt;
      connection.session = session;
      if (connection.hasEnded || this.#isReleased) session.destroy();
      else this.#state = { kind: 'held', session };
    } else if (attempt.holder === undefined || !this.#own.includes(attempt.holder)) {
      this.#state = { kind: 'in use' };
    } else {
      // Until the server notices the end of a connection, this relay is in its own way.
      this.#state = { kind: 'lost' };
    }
    return attempt;
  }

  #lose(session: LockSession): void {
    if (this.#state.kind === 'held' && this.#state.session === session) this.#state = { kind: 'lost' };
  }
}
