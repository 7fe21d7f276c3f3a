import fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { cpuSecondsOf } from '../../bench/relay/cpuSeconds.ts';
import type { Health } from '../../shared/api/health.ts';
import { createRoomOn, request, requestJson } from '../relay/support/rest.ts';
import type { DatabaseKind, TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/freePort.ts';
import { queryDatabase } from '../support/queryDatabase.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import type { Attack } from './attack.ts';
import type { AttackSize, Victim } from './siege.ts';
import type { Attacker } from './attacker.ts';

export interface AttackedRelayOptions {
  readonly bundle: string;
  readonly database: DatabaseKind;
  readonly heapMiB: number;
}

/** A relay with little memory, as its operator would run it in public, and the room in it that is attacked. */
export class AttackedRelay {
  readonly process: RelayProcess;
  readonly #database: TestDatabase;
  #room = '';
  #peak = 0;
  #bytesBefore = 0;

  private constructor(process: RelayProcess, database: TestDatabase) {
    this.process = process;
    this.#database = database;
  }

  /** With an empty database, or what `fill` puts into it. */
  static async start(
    { bundle, database: kind, heapMiB }: AttackedRelayOptions,
    fill?: Attack['fill'],
  ): Promise<AttackedRelay> {
    const database = await kind.create();
    try {
      await fill?.(database.url);
      const port = await freePort();
      const environment = {
        DATABASE_URL: database.url,
        LOG_LEVEL: 'fatal',
        NODE_OPTIONS: `--max-old-space-size=${heapMiB}`,
        // With a public address the limits of one address are on.
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        ACCESS: 'open',
      };
      return new AttackedRelay(await startRelayProcess({ bundle, port, environment }), database);
    } catch (error) {
      await database.drop();
      throw error;
    }
  }

  /** Resolves when there is a room, as bad as the relay lets it be. Rejects when it has died of that. */
  async prepare(attack: Attack, attacker: Attacker, size: AttackSize): Promise<void> {
    const { url } = this.process;
    this.#room = (await attacker.prepare(attack, url, size)) ?? (await createRoomOn(url)).id;
    this.#bytesBefore = await this.#databaseBytes();
  }

  get victim(): Victim {
    const { url, port } = this.process;
    return { url, port, room: this.#room };
  }

  get isAlive(): boolean {
    return this.process.ending === undefined;
  }

  /** Resolves when nothing of an attack is under way any more: it idles and answers. */
  async atRest(): Promise<void> {
    await eventually(
      'the relay to have done what it was asked',
      async () => {
        if (!this.isAlive) return true;
        const before = cpuSecondsOf(this.process.pid!);
        await wait(IDLE_MS);
        const isIdle = cpuSecondsOf(this.process.pid!) - before < (IDLE_MS / 1_000) * IDLE_SHARE;
        return isIdle && (await request(this.process.url, 'GET', '/health')).ok;
      },
      120_000,
    );
  }

  /** Resolves when as many attackers are in as the relay lets in: no more come. */
  async hasItsConnections(): Promise<void> {
    let before = 0;
    await eventually('the attackers to be there', async () => {
      await wait(IDLE_MS);
      const { connections } = await requestJson<Health>(this.process.url, 'GET', '/health');
      const isAll = connections > 0 && connections === before;
      before = connections;
      return isAll;
    });
  }

  /** The most memory that it has ever had, in MiB. Remembered, for a process that has ended tells nothing. */
  peakMiB(): number {
    try {
      const status = fs.readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
      this.#peak = Math.max(this.#peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
    return this.#peak;
  }

  /** By how many bytes the attack has made the database larger. */
  async databaseGrowth(): Promise<number> {
    return (await this.#databaseBytes()) - this.#bytesBefore;
  }

  async dispose(): Promise<void> {
    await this.process.dispose();
    await this.#database.drop();
  }

  /** What the logs and snapshots hold: the same in every database, and none of its slack. */
  async #databaseBytes(): Promise<number> {
    const [row] = await queryDatabase<{ bytes: unknown }>(
      this.#database.url,
      'SELECT (SELECT SUM(LENGTH(update_bytes)) FROM room_updates) + (SELECT SUM(LENGTH(state_bytes)) FROM room_snapshots) AS bytes',
    );
    return Number(row?.bytes ?? 0);
  }
}

/** A relay that does nothing uses less than this part of a processor over that time. */
const IDLE_SHARE = 0.2;
const IDLE_MS = 250;
