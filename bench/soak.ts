/**
 * A relay under people who type, come and go, for as long as is asked for:
 *
 *     npm run bench:soak -- --minutes 60
 *
 * 50 rooms with three people each; every room lives for some minutes, then its texts are compared and it empties.
 * Writes out/soak.json and out/soak.svg.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildRelayBundle } from '../test/relay/support/relayBundle.ts';
import { startRelayProcess } from '../test/support/relayProcess.ts';
import { seededRandom, seedFor } from '../test/support/seed.ts';
import { type Experience, populate } from './soak/population.ts';
import { sampleRelay, type SoakSample } from './soak/relaySample.ts';
import { drawSoak } from './soak/drawSoak.ts';

const SAMPLE_MS = 10_000;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);
const random = seededRandom(seedFor('soak'));
const folder = path.join(import.meta.dirname, '..', 'out');
const bundle = await buildRelayBundle('soak');
const relay = await startRelayProcess({
  bundle: bundle.file,
  environment: { ROOMS_PER_HOUR: '0', NODE_ENV: 'production' },
});
const experience: Experience = { latencies: [], edits: 0, joins: 0, roomsCompared: 0, faults: [] };
const samples: SoakSample[] = [];
const start = performance.now();

const sample = async () => {
  const latencies = experience.latencies.splice(0).sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor(q * latencies.length)] ?? null;
  samples.push({
    minute: (performance.now() - start) / 60_000,
    ...(await sampleRelay(relay)),
    latencyP50Ms: quantile(0.5),
    latencyP99Ms: quantile(0.99),
  });
  const { edits, joins, roomsCompared, faults } = experience;
  const report = { minutes, rooms: 50, people: 150, edits, joins, roomsCompared, faults, samples };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'soak.json'), JSON.stringify(report, null, 1));
  fs.writeFileSync(path.join(folder, 'soak.svg'), drawSoak(samples));
};

try {
  await sample();
  const end = new AbortController();
  const everybodyLeft = populate(
    { url: relay.url, rooms: 50, peoplePerRoom: 3, random, signal: end.signal },
    experience,
  );
  const progress = { isOver: false };
  const noteEnd = () => (progress.isOver = true);
  everybodyLeft.then(noteEnd, noteEnd);
  while (!progress.isOver) {
    await wait(SAMPLE_MS);
    await sample();
    if (performance.now() - start > minutes * 60_000) end.abort();
  }
  await everybodyLeft;
  // What is left when everybody has gone, and documents that nobody asks for have been let go of.
  for (let i = 0; i < 6; i++) {
    await wait(SAMPLE_MS);
    await sample();
  }
  const { edits, joins, roomsCompared, faults } = experience;
  console.log(`${edits} edits, ${joins} joins, ${roomsCompared} rooms compared, ${faults.length} faults`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
} finally {
  await relay.dispose();
  await bundle.remove();
}
