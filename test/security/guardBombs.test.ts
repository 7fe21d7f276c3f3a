import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import { inspectUpdate } from '../../shared/guard/updateGuard.ts';
import { awarenessBombs } from '../support/bombs/awarenessBombs.ts';
import { type Bomb, VICTIM } from '../support/bombs/bomb.ts';
import { runLengthBombV2 } from '../support/bombs/runLengthBombV2.ts';
import { updateBombs } from '../support/bombs/updateBombs.ts';

const MAX_MS = 25;
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

type Verdict = { kind: 'accepted' | 'gap' } | { kind: 'refused'; reason: string; message: string };

function checkVerdict(bomb: Bomb<string>, inspect: (bytes: Uint8Array) => Verdict): void {
  const bytes = bomb.build();
  const before = bytes.slice();
  const { verdict, ms, growth } = cheapestOfThree(() => inspect(bytes));

  assert.equal(verdict.kind === 'refused' ? verdict.reason : verdict.kind, bomb.verdict);
  if (verdict.kind === 'refused') {
    assert.match(verdict.message, /^[A-Z].*\.$/);
    assert.ok(Buffer.byteLength(verdict.message) <= 123, 'fits into a close frame');
  }
  assert.ok(ms < MAX_MS, `took ${ms.toFixed(1)} ms`);
  assert.ok(growth < MAX_GROWTH_BYTES, `took ${growth} bytes`);
  assert.ok(Buffer.from(bytes).equals(before), 'the bytes are left as they were');
}

/** The cheapest run is what the work costs; the first ones also pay for compiling the guard. */
function cheapestOfThree(run: () => Verdict): { verdict: Verdict; ms: number; growth: number } {
  const runs = [1, 2, 3].map(() => {
    const memory = usedBytes();
    // CPU time of this thread, not of the clock: a busy machine makes nothing here more expensive.
    const start = process.threadCpuUsage();
    const verdict = run();
    const { user, system } = process.threadCpuUsage(start);
    return { verdict, ms: (user + system) / 1000, growth: usedBytes() - memory };
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
