import { setTimeout as wait } from 'node:timers/promises';
import type { Candidate } from './candidates.ts';
import { type Measurement, type Metric, observe, type Scenario, withServer } from './scenario.ts';

/** How much of everything: a full run, or a short one that only shows that all works. */
export interface Size {
  readonly isQuick: boolean;
}

export function allScenarios({ isQuick }: Size): readonly Scenario[] {
  const rounds = isQuick ? 1 : 3;
  return [
    { ...typing(isQuick), rounds },
    { ...manyRooms(isQuick), rounds },
    { ...saturation(isQuick), rounds },
    { ...coldJoin(isQuick), rounds: 1 },
    { ...storm(isQuick), rounds },
    { ...memory(isQuick), rounds: 1 },
    { ...lost(isQuick), rounds: isQuick ? 1 : 3 },
  ];
}

const p50Ms: Metric = { label: 'p50, ms', better: 'lower' };
const p99Ms: Metric = { label: 'p99, ms', better: 'lower' };
/** Not of the server: near 1 the clients are what was measured. */
const clientShare: Metric = { label: 'cores of the clients', better: 'lower', hasRatio: false };
const everybody = () => true;
const keepsDocuments = ({ keeps }: Candidate) => keeps !== 'nothing';

function typing(isQuick: boolean): Omit<Scenario, 'rounds'> {
  return {
    name: 'typing',
    title: 'One person types 8 keys a second, the others in the room read: key to remote text',
    metrics: { p50Ms, p99Ms, cpuMs: { label: 'server, ms of CPU per edit', better: 'lower' }, clientShare },
    isFor: everybody,
    measure: (candidate, load) =>
      withServer(candidate, load, async (server) => {
        const figures: Record<string, Measurement[string]> = {};
        for (const people of [2, 20, 100]) {
          const targets = [await server.newRoom()];
          const scene = await load.open('openTyping', { targets, peoplePerRoom: people, typists: 'one' });
          await scene.run({ keysPerSecond: 40, seconds: 1 });
          const seen = await observe(server, load, () =>
            scene.run({ keysPerSecond: 8, seconds: isQuick ? 2 : 5 }),
          );
          await scene.close();
          const { p50Ms, p99Ms, edits } = seen.value;
          const cpuMs = (seen.cpuSeconds / edits) * 1_000;
          figures[`${people} in the room`] = { p50Ms, p99Ms, cpuMs, clientShare: seen.clientShare };
        }
        return figures;
      }),
  };
}

function manyRooms(isQuick: boolean): Omit<Scenario, 'rounds'> {
  const rooms = isQuick ? 40 : 200;
  return {
    name: 'rooms',
    title: 'Many rooms of two, everybody types 5 keys a second',
    metrics: {
      p50Ms,
      p99Ms,
      cpuSeconds: { label: 'server, s of CPU per 1,000 edits', better: 'lower' },
      clientShare,
    },
    isFor: everybody,
    measure: (candidate, load) =>
      withServer(candidate, load, async (server) => {
        const targets = await server.newRooms(rooms);
        const scene = await load.open('openTyping', { targets, peoplePerRoom: 2, typists: 'all' });
        await scene.run({ keysPerSecond: 5, seconds: 1 });
        const seen = await observe(server, load, () =>
          scene.run({ keysPerSecond: 5, seconds: isQuick ? 2 : 5 }),
        );
        await scene.close();
        const { p50Ms, p99Ms, edits } = seen.value;
        const cpuSeconds = (seen.cpuSeconds / edits) * 1_000;
        return { [`${rooms} rooms`]: { p50Ms, p99Ms, cpuSeconds, clientShare: seen.clientShare } };
      }),
  };
}

function saturation(isQuick: boolean): Omit<Scenario, 'rounds'> {
  const variants = [
    { senders: 1, window: 1 },
    { senders: 5, window: 8 },
    { senders: 5, window: 200 },
  ];
  return {
    name: 'saturation',
    title: '50 in one room; senders write as fast as what they write is seen',
    metrics: {
      perCpuSecond: { label: 'deliveries per second of server CPU', better: 'higher' },
      perSecond: { label: 'deliveries a second', better: 'higher' },
      clientShare,
    },
    isFor: everybody,
    measure: (candidate, load) =>
      withServer(candidate, load, async (server) => {
        const figures: Record<string, Measurement[string]> = {};
        for (const { senders, window } of variants) {
          const target = await server.newRoom();
          const scene = await load.open('openSaturation', {
            target,
            receivers: 50 - senders,
            senders,
            window,
          });
          await scene.run({ seconds: 0.5 });
          const seen = await observe(server, load, () => scene.run({ seconds: isQuick ? 1 : 3 }));
          await scene.close();
          const { deliveries, seconds } = seen.value;
          figures[`${senders} senders, ${window} edits ahead`] = {
            perCpuSecond: deliveries / seen.cpuSeconds,
            perSecond: deliveries / seconds,
            clientShare: seen.clientShare,
          };
        }
        return figures;
      }),
  };
}

function coldJoin(isQuick: boolean): Omit<Scenario, 'rounds'> {
  return {
    name: 'join',
    title: 'A long document, written edit by edit, then joined',
    metrics: {
      editsPerSecond: { label: 'edits a second in', better: 'higher' },
      warmMs: { label: 'join, ms', better: 'lower' },
      restartedMs: { label: 'join after a restart, ms', better: 'lower' },
      wrongTexts: { label: 'wrong texts', better: 'lower', hasRatio: false },
    },
    isFor: keepsDocuments,
    measure: (candidate, load) =>
      withServer(candidate, load, async (server) => {
        const target = await server.newRoom();
        const limit = isQuick ? 10_000 : 1_000_000;
        const seeded = await load.call('playRecording', { target, limit });
        const warm = await load.call('joinCold', { target });
        let wrongTexts = warm.text === seeded.text ? 0 : 1;
        let restartedMs = Number.NaN;
        if (candidate.keeps === 'on disk') {
          // Hocuspocus stores a while after the last edit; what it loses before that is another scenario.
          await wait(12_000);
          await server.kill();
          await server.restart();
          const cold = await load.call('joinCold', { target });
          restartedMs = cold.ms;
          if (cold.text !== seeded.text) wrongTexts++;
        }
        const editsPerSecond = seeded.edits / seeded.seconds;
        return { [`${seeded.edits} edits`]: { editsPerSecond, warmMs: warm.ms, restartedMs, wrongTexts } };
      }),
  };
}

function storm(isQuick: boolean): Omit<Scenario, 'rounds'> {
  const perRoom = isQuick ? 25 : 125;
  return {
    name: 'storm',
    title: 'Everybody joins four rooms of 100 KB at once',
    metrics: {
      ms: { label: 'until all have the text, ms', better: 'lower' },
      cpuMs: { label: 'server, ms of CPU per join', better: 'lower' },
      clientShare,
    },
    isFor: keepsDocuments,
    measure: (candidate, load) =>
      withServer(candidate, load, async (server) => {
        const targets = await server.newRooms(4);
        const scene = await load.open('openFilled', { targets, units: 100_000 });
        const seen = await observe(server, load, () => load.call('joinStorm', { targets, perRoom }));
        await scene.close();
        const cpuMs = (seen.cpuSeconds / (4 * perRoom)) * 1_000;
        return { [`${4 * perRoom} clients`]: { ms: seen.value.ms, cpuMs, clientShare: seen.clientShare } };
      }),
  };
}

function memory(isQuick: boolean): Omit<Scenario, 'rounds'> {
  const [connections, rooms] = isQuick ? [200, 100] : [2_000, 1_000];
  const inKib = (label: string): Metric => ({ label: `${label}, KiB`, better: 'lower' });
  return {
    name: 'memory',
    title: 'What stays in memory, after a collection of garbage',
    metrics: {
      connectionRss: inKib('RSS of an idle connection'),
      connectionLive: inKib('heap of an idle connection'),
      roomRss: inKib('RSS of an idle room with 10 KB of text and a connection'),
      roomLive: inKib('heap of that room'),
      leftLive: inKib('heap that a room leaves behind'),
    },
    isFor: everybody,
    async measure(candidate, load) {
      const connection = await withServer(candidate, load, async (server) => {
        const targets = await server.newRooms(20);
        const before = [await server.liveBytes(), server.rssBytes()] as const;
        const scene = await load.open('openIdle', { targets, perRoom: connections / 20 });
        await wait(1_000);
        const after = [await server.liveBytes(), server.rssBytes()] as const;
        await scene.close();
        return {
          live: (after[0] - before[0]) / connections / KIBIBYTE,
          rss: (after[1] - before[1]) / connections / KIBIBYTE,
        };
      });
      const room = await withServer(candidate, load, async (server) => {
        const targets = await server.newRooms(rooms);
        const before = [await server.liveBytes(), server.rssBytes()] as const;
        const scene = await load.open('openFilled', { targets, units: 10_000 });
        // Long enough for what a server keeps for a while to be let go of.
        await wait(isQuick ? 1_000 : 35_000);
        const after = [await server.liveBytes(), server.rssBytes()] as const;
        await scene.close();
        await wait(isQuick ? 1_000 : 10_000);
        const left = await server.liveBytes();
        return {
          live: (after[0] - before[0]) / rooms / KIBIBYTE,
          rss: (after[1] - before[1]) / rooms / KIBIBYTE,
          left: (left - before[0]) / rooms / KIBIBYTE,
        };
      });
      return {
        [`${connections} connections, ${rooms} rooms`]: {
          connectionRss: connection.rss,
          connectionLive: connection.live,
          roomRss: room.rss,
          roomLive: room.live,
          leftLive: room.left,
        },
      };
    },
  };
}

const KIBIBYTE = 1_024;

function lost(isQuick: boolean): Omit<Scenario, 'rounds'> {
  const edits = isQuick ? 50 : 100;
  return {
    name: 'lost',
    title: 'kill -9 once the last edit was acknowledged or seen, all clients gone: edits lost',
    metrics: { lost: { label: `lost of ${edits}`, better: 'lower', hasRatio: false } },
    isFor: keepsDocuments,
    measure: (candidate, load) =>
      withServer(candidate, load, async (server) => {
        const target = await server.newRoom();
        const { text } = await load.call('typeUntilPromised', { target, edits });
        await server.kill();
        await server.restart();
        const joined = await load.call('joinCold', { target });
        return { 'kill -9': { lost: text.length - joined.text.length } };
      }),
  };
}
