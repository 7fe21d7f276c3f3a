import type { Candidate } from './candidates.ts';
import { cpuSecondsOf } from './cpuSeconds.ts';
import type { LoadProcess } from './loadProcess.ts';
import { MeasuredServer } from './measuredServer.ts';

export interface Metric {
  readonly label: string;
  readonly better: 'lower' | 'higher';
  /** False where a ratio would say nothing, as with a count that should be 0. */
  readonly hasRatio?: boolean;
}

/** What one server showed in one round: the figures of each variant, by the keys of the scenario's metrics. */
export type Measurement = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** How often every server is measured, in turns. */
  readonly rounds: number;
  readonly isFor: (candidate: Candidate) => boolean;
  measure(candidate: Candidate, load: LoadProcess): Promise<Measurement>;
}

export interface Observed<T> {
  readonly value: T;
  readonly cpuSeconds: number;
  /** Share of one core that the clients used. */
  readonly clientShare: number;
}

/** Does `work` and takes the processor time of the server and of its clients meanwhile. */
export async function observe<T>(
  server: MeasuredServer,
  load: LoadProcess,
  work: () => Promise<T>,
): Promise<Observed<T>> {
  const [cpu, clientCpu, start] = [server.cpuSeconds(), cpuSecondsOf(load.pid), performance.now()];
  const value = await work();
  return {
    value,
    cpuSeconds: server.cpuSeconds() - cpu,
    clientShare: (cpuSecondsOf(load.pid) - clientCpu) / ((performance.now() - start) / 1_000),
  };
}

/** Runs `work` beside a server that has been warmed up: its code is compiled as it is after some minutes of use. */
export async function withServer<T>(
  candidate: Candidate,
  load: LoadProcess,
  work: (server: MeasuredServer) => Promise<T>,
): Promise<T> {
  const server = await MeasuredServer.start(candidate);
  try {
    const target = await server.newRoom();
    const scene = await load.open('openSaturation', { target, receivers: 5, senders: 2, window: 4 });
    await scene.run({ seconds: 1 });
    await scene.close();
    const typing = await load.open('openTyping', {
      targets: await server.newRooms(10),
      peoplePerRoom: 2,
      typists: 'all',
    });
    await typing.run({ keysPerSecond: 50, seconds: 1 });
    await typing.close();
    return await work(server);
  } finally {
    await server.dispose();
  }
}
