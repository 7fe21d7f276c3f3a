/**
 * The relay beside its peers, on this machine, in one run:
 *
 *     npm run bench                                  everything, about half an hour
 *     npm run bench -- --quick                       everything, small: shows that it works
 *     npm run bench -- --scenario typing,rooms       some of it; what was measured before stays in the report
 *     npm run bench -- --against ../before/dist/relay.js --rounds 5       this relay beside an earlier build, without peers
 *
 * Writes report.md and results.json into out/bench, out/bench-quick or out/bench-against.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildRelayBundle } from '../../test/relay/support/relayBundle.ts';
import { allCandidates, beforeAndAfter, type Candidate } from './candidates.ts';
import { LoadProcess } from './loadProcess.ts';
import { installPeers } from './peers.ts';
import { type ScenarioResult, writeReport } from './report.ts';
import type { Measurement, Scenario } from './scenario.ts';
import { allScenarios } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    scenario: { type: 'string' },
    rounds: { type: 'string' },
    against: { type: 'string' },
  },
});
const kind = values.against !== undefined ? 'bench-against' : values.quick ? 'bench-quick' : 'bench';
const folder = path.join(import.meta.dirname, '..', '..', 'out', kind);
const resultsFile = path.join(folder, 'results.json');
const scenarios = allScenarios({ isQuick: values.quick });
const wanted = values.scenario?.split(',') ?? scenarios.map(({ name }) => name);
for (const name of wanted) {
  if (!scenarios.some((scenario) => scenario.name === name))
    throw new Error(
      `There is no scenario "${name}"; there are ${scenarios.map((one) => one.name).join(', ')}.`,
    );
}

async function measureAll(
  scenario: Scenario,
  candidates: readonly Candidate[],
  load: LoadProcess,
): Promise<ScenarioResult> {
  const measured = candidates.filter(scenario.isFor);
  const servers: Record<string, Measurement[]> = Object.fromEntries(measured.map(({ name }) => [name, []]));
  const rounds = Number(values.rounds ?? scenario.rounds);
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that none is always the first or after the same.
    for (let turn = 0; turn < measured.length; turn++) {
      const candidate = measured[(turn + round) % measured.length]!;
      const measurement = await scenario.measure(candidate, load);
      servers[candidate.name]!.push(measurement);
      console.log(`${scenario.name}, round ${round + 1}, ${candidate.name}: ${JSON.stringify(measurement)}`);
    }
  }
  const { name, title, metrics } = scenario;
  return { name, title, metrics, measuredAt: new Date().toISOString(), servers };
}

const bundle = await buildRelayBundle('bench-relay');
const load = new LoadProcess();
try {
  const candidates =
    values.against === undefined
      ? allCandidates(bundle.file, installPeers())
      : beforeAndAfter(path.resolve(values.against), bundle.file);
  fs.mkdirSync(folder, { recursive: true });
  for (const scenario of scenarios.filter(({ name }) => wanted.includes(name))) {
    const result = await measureAll(scenario, candidates, load);
    const earlier = fs.existsSync(resultsFile)
      ? (JSON.parse(fs.readFileSync(resultsFile, 'utf8')) as ScenarioResult[])
      : [];
    const results = scenarios.flatMap(({ name }) =>
      name === result.name ? [result] : earlier.filter((one) => one.name === name),
    );
    fs.writeFileSync(resultsFile, JSON.stringify(results, null, 1));
    fs.writeFileSync(path.join(folder, 'report.md'), writeReport(results));
  }
} finally {
  load.end();
  await bundle.remove();
}
console.log(fs.readFileSync(path.join(folder, 'report.md'), 'utf8'));
