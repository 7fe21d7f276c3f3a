import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import { inspectUpdate } from '../../shared/guard/updateGuard.ts';
import { awarenessBombs } from '../support/bombs/awarenessBombs.ts';
import { type Bomb, VICTIM } from '../support/bombs/bomb.ts';
import { runLengthBombV2 } from '../support/bombs/runLengthBombV2.ts';
import { updateBombs } from '../support/bombs/updateBombs.ts';
import { scatteredText } from '../support/scatteredText.ts';

/** Beside an honest update of 50,000 structs, which takes some 2 ms: a ring of 20,000 takes 15 times as long. */
const MAX_TIMES = 50;
const HONEST = scatteredText(50_000);
const MAX_GROWTH_BYTES = 16 * 1024 * 1024;

describe('the guard and the corpus of bombs', function () {
  // To build a bomb may take longer than to defuse it.
  this.timeout(30_000);

  for (const bomb of updateBombs) {
    it(`${bomb.title}: ${bomb.verdict}`, () => {
      checkVerdict(bomb, (bytes) => inspectUpdate(bytes, new Map([[VICTIM, 10]])));
    });
  }

  for (const bomb of awarenessBombs) {
    it(`${bomb.title}: ${bomb.verdict}`, () => {
      checkVerdict(bomb, inspectAwareness);
    });
  }

  it('[S10] the V2 bomb of the corpus is a valid update in that encoding', () => {
    const doc = new Y.Doc();
    Y.applyUpdateV2(doc, runLengthBombV2(1000));
    assert.deepEqual(Y.decodeStateVector(Y.encodeStateVector(doc)), new Map([[1, 1000]]));
  });

  it('[S15] 2,000 letters after gaps leave nothing behind', () => {
    const known = new Map([[VICTIM, 10]]);
    const gapped = updateBombs.find((bomb) => bomb.title === '[S15] a letter after a gap')!.build();
    for (let i = 0; i < 2_000; i++) assert.equal(inspectUpdate(gapped, known).kind, 'gap');
    assert.deepEqual(known, new Map([[VICTIM, 10]]));
  });
});

type GuardVerdict = { kind: 'accepted' | 'gap' } | { kind: 'refused'; reason: string; message: string };

function checkVerdict(bomb: Bomb<string>, inspect: (bytes: Uint8Array) => GuardVerdict): void {
  const bytes = bomb.build();
  const before = bytes.slice();
  const honest = cheapestOfFive(() => inspectUpdate(HONEST, new Map()));
  const { verdict, ms, growth } = cheapestOfFive(() => inspect(bytes));

  assert.equal(verdict.kind === 'refused' ? verdict.reason : verdict.kind, bomb.verdict);
  if (verdict.kind === 'refused') {
    assert.match(verdict.message, /^[A-Z].*\.$/);
    assert.ok(Buffer.byteLength(verdict.message) <= 123, 'fits into a close frame');
  }
  assert.ok(ms < MAX_TIMES * honest.ms, `took ${ms} ms, and an honest update ${honest.ms}`);
  assert.ok(growth < MAX_GROWTH_BYTES, `took ${growth} bytes`);
  assert.ok(Buffer.from(bytes).equals(before), 'the bytes are left as they were');
}

/** The cheapest run is what the work costs; the first ones also pay for compiling the guard. */
function cheapestOfFive(run: () => GuardVerdict): { verdict: GuardVerdict; ms: number; growth: number } {
  const runs = [1, 2, 3, 4, 5].map(() => {
    const memory = usedBytes();
    // By the clock: what some systems say of a thread's time comes in steps of 4 ms.
    const start = performance.now();
    const verdict = run();
    return { verdict, ms: performance.now() - start, growth: usedBytes() - memory };
  });
  return {
    verdict: runs[0]!.verdict,
    ms: Math.min(...runs.map((r) => r.ms)),
    growth: Math.min(...runs.map((r) => r.growth)),
  };
}

function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
