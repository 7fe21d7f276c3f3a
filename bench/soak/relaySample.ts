import fs from 'node:fs';
import { residentMiB } from '../../test/support/residentMiB.ts';
import type { RelayProcess } from '../../test/support/relayProcess.ts';

/** What the relay's process holds at one moment. */
export interface RelaySample {
  readonly rssMiB: number;
  readonly heapMiB: number;
  readonly descriptors: number;
  readonly timers: number;
  readonly sockets: number;
  readonly rooms: number;
  readonly participants: number;
  /** Of the event loop since the last sample, in milliseconds. */
  readonly loopLagP99Ms: number;
  readonly databaseMiB: number;
  readonly commitsFailed: number;
}

/** One of a long run. */
export interface SoakSample extends RelaySample {
  readonly minute: number;
  /** Of an edit, to another replica, in milliseconds; null where nothing arrived. */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

/** Asks the relay's metrics and the kernel (Linux alone). */
export async function sampleRelay({ url, pid, databaseFile }: RelayProcess): Promise<RelaySample> {
  const page = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const metric = (name: string) => {
    const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
    return line === undefined ? 0 : Number(line.slice(name.length + 1));
  };
  const resource = (type: string) => metric(`nodejs_active_resources{type="${type}"}`);
  return {
    rssMiB: residentMiB(pid!),
    heapMiB: metric('nodejs_heap_size_used_bytes') / MEBIBYTE,
    descriptors: fs.readdirSync(`/proc/${pid}/fd`).length,
    timers: resource('Timeout'),
    sockets: resource('TCPSocketWrap'),
    rooms: metric('tandem_rooms_open'),
    participants: metric('tandem_participants{protocol="yjs"}'),
    loopLagP99Ms: metric('nodejs_eventloop_lag_p99_seconds') * 1_000,
    databaseMiB: fs.statSync(databaseFile).size / MEBIBYTE,
    commitsFailed: metric('tandem_commits_failed_total'),
  };
}

const MEBIBYTE = 1_024 * 1_024;
