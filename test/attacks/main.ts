/**
 * npm run test:attacks: a relay with a heap of 256 MB under each known attack for a minute; about half an hour.
 *
 *     npm run test:attacks -- --only deleted-structs,pings --seconds 20 --database postgres
 *
 * Prints a row for each, and adds a line to out/attacks.jsonl. Fails when anything did not hold.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machineLine } from '../../bench/markdownTable.ts';
import { buildRelayBundle } from '../relay/support/relayBundle.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import type { Attack } from './attack.ts';
import { AttackScene } from './attackScene.ts';
import { resultTable, type AttackResult } from './attackResult.ts';
import { ATTACKS, attackNamed } from './attacks.ts';
import { runAttack } from './runAttack.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    stretch: { type: 'string' },
    database: { type: 'string', default: 'sqlite' },
    heap: { type: 'string', default: '256' },
  },
});
const attacks = values.only === undefined ? ATTACKS : values.only.split(',').map(attackNamed);
const seconds = Number(values.seconds);
const stretchSeconds = Number(values.stretch ?? Math.min(10, seconds / 4));
const database = DATABASE_KINDS.find(
  ({ name, isShared }) => isShared && name.toLowerCase().includes(values.database),
);
if (database === undefined) throw new Error(`There is no database called ${values.database}.`);

const file = path.join(import.meta.dirname, '..', '..', 'out', 'attacks.jsonl');
const bundle = await buildRelayBundle('attacks');
const results: AttackResult[] = [];
try {
  for (const attack of attacks) {
    console.log(`${attack.name}: ${attack.about}`);
    const result = await attempt(attack);
    results.push(result);
    fs.appendFileSync(
      file,
      `${JSON.stringify({ at: new Date().toISOString(), database: database.name, ...result })}\n`,
    );
    console.log(`${resultTable([result])}\n  ${JSON.stringify(result.tally)}\n`);
  }
} finally {
  await bundle.remove();
}
console.log(`${machineLine()} ${seconds} seconds each, ${database.name}.\n\n${resultTable(results)}`);
process.exitCode = results.some(({ complaints }) => complaints.length > 0) ? 1 : 0;

/** What keeps one attack from being run must not keep the others from it. */
async function attempt(attack: Attack): Promise<AttackResult> {
  let scene: AttackScene | undefined;
  try {
    const options = {
      bundle: bundle.file,
      database: database!,
      heapMiB: Number(values.heap),
      compares: true,
    };
    scene = await AttackScene.open(options, attack.fill);
    return await runAttack(scene, { attack, size: 'full', seconds, stretchSeconds });
  } catch (error) {
    const nothing = { attacked: undefined, spared: undefined, listMs: undefined, openMs: undefined };
    const complaints = [`Not run to its end: ${String(error)}.`];
    return { attack: attack.name, seconds, ...nothing, peakMiB: 0, storedMiB: 0, tally: {}, complaints };
  } finally {
    await scene?.close();
  }
}
