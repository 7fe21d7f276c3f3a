import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import { advance, inspectUpdate } from '../../shared/guard/updateGuard.ts';
import type { StateVector } from '../../shared/guard/stateVector.ts';
import { updateBombs } from '../support/bombs/updateBombs.ts';
import { awareness } from '../support/craftedAwareness.ts';
import { forgeUpdate } from '../support/forgedUpdate.ts';
import { mutate } from '../support/mutatedBytes.ts';
import { editAtRandom } from '../support/randomEdits.ts';
import { seedFor, seededRandom } from '../support/seed.ts';
import type { SeededRandom } from '../support/seed.ts';

const ROUNDS = Number(process.env['TANDEM_FUZZ_ROUNDS'] ?? 20_000);
const GARBAGE_FRAMES = 20_000;
const PROTOTYPE_KEYS = Reflect.ownKeys(Object.prototype);

describe('the guard under hostile bytes', () => {
  afterEach('[S13] Object.prototype keeps its keys', () => {
    assert.deepEqual(Reflect.ownKeys(Object.prototype), PROTOTYPE_KEYS);
  });

  it('[S10] refuses 20,000 frames of garbage in less than two seconds', () => {
    const random = seededRandom(seedFor('[S10] refuses 20,000 frames of garbage'));
    const frames = Array.from({ length: GARBAGE_FRAMES }, () =>
      Uint8Array.from({ length: random.int(65) }, () => random.int(256)),
    );
    const known: StateVector = new Map([[1, 100]]);
    const start = process.threadCpuUsage();
    for (const frame of frames) {
      const verdict = inspectUpdate(frame, known);
      if (verdict.kind === 'accepted') applyAndCompare(frame, verdict.ranges, docWithLetters(1, 100), known);
      inspectAwareness(frame);
    }
    const { user, system } = process.threadCpuUsage(start);
    assert.ok(user + system < 2_000_000, 'two seconds of CPU');
    assert.deepEqual(known, new Map([[1, 100]]));
  });

  it(`[S10] what it accepts of ${ROUNDS} mutated updates, Yjs applies without a rest`, function () {
    this.timeout(60_000 + ROUNDS * 5);
    const random = seededRandom(seedFor('[S10] mutated updates'));
    const moments = record(random, 60);
    const donors = [...moments.map(({ update }) => update), ...smallBombs()];
    const tally = run(ROUNDS, () => {
      const moment = random.pick(moments);
      return { moment, update: mutate(random, moment.update, donors) };
    });
    assertReached(tally, ROUNDS);
  });

  it(`[S15] what it accepts of ${ROUNDS} forged updates, Yjs applies without a rest`, function () {
    this.timeout(60_000 + ROUNDS * 5);
    const random = seededRandom(seedFor('[S15] forged updates'));
    const moments = record(random, 30);
    const tally = run(ROUNDS, () => {
      const moment = random.pick(moments);
      return { moment, update: forgeUpdate(random, moment.known) };
    });
    assertReached(tally, ROUNDS);
  });

  it(`[S12] what it accepts of ${ROUNDS} mutated awareness updates, every client can read`, function () {
    this.timeout(60_000 + ROUNDS * 5);
    const random = seededRandom(seedFor('[S12] mutated awareness updates'));
    const honest = [
      awareness([[1, 1, '{"user":{"name":"Ada","color":"#30bced"},"cursor":{"anchor":{},"head":{}}}']]),
      awareness([
        [1, 5, 'null'],
        [2 ** 32 - 1, 300, '{"user":{"name":"Grace 😀"},"selections":[{"anchor":{"item":{"client":1}}}]}'],
      ]),
    ];
    let accepted = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const update = mutate(random, random.pick(honest), honest);
      const verdict = inspectAwareness(update);
      if (verdict.kind !== 'accepted') continue;
      accepted++;
      for (const { state } of verdict.entries) {
        if (state !== undefined) assert.equal(typeof JSON.parse(Buffer.from(state).toString()), 'object');
      }
    }
    assert.ok(accepted > ROUNDS / 1000, `only ${accepted} accepted`);
  });
});

/** A room at one moment, and the update that came next. */
interface Moment {
  readonly state: Uint8Array;
  readonly known: StateVector;
  readonly update: Uint8Array;
}

interface Tally {
  accepted: number;
  gaps: number;
  refused: number;
}

function run(rounds: number, next: () => { moment: Moment; update: Uint8Array }): Tally {
  const tally: Tally = { accepted: 0, gaps: 0, refused: 0 };
  for (let round = 0; round < rounds; round++) {
    const { moment, update } = next();
    const known = new Map(moment.known);
    const verdict = inspectUpdate(update, known);
    assert.deepEqual(known, moment.known);
    const story = (): string =>
      `round ${round}: ${JSON.stringify({ verdict, update: hex(update), moment: hex(moment.state) })}`;
    try {
      switch (verdict.kind) {
        case 'refused':
          tally.refused++;
          break;
        case 'gap':
          tally.gaps++;
          assertPending(update, moment);
          break;
        case 'accepted':
          tally.accepted++;
          checkAccepted(update, verdict, moment);
      }
    } catch (error) {
      throw new Error(story(), { cause: error });
    }
  }
  return tally;
}

type Accepted = Extract<ReturnType<typeof inspectUpdate>, { kind: 'accepted' }>;

function checkAccepted(update: Uint8Array, verdict: Accepted, moment: Moment): void {
  const doc = docOf(moment);
  const length = doc.getText('code').length;
  const known = new Map(moment.known);
  applyAndCompare(update, verdict.ranges, doc, known);

  assert.ok(doc.getText('code').length <= length + verdict.insertedUnits);
  if (!verdict.isNew) assert.deepEqual(known, moment.known);
  // The room stays a room: what it holds now is as acceptable as what came in, and its log can be merged.
  assert.equal(inspectUpdate(Y.encodeStateAsUpdate(doc), new Map()).kind, 'accepted');
  Y.mergeUpdates([moment.state, update]);
  Y.diffUpdate(update, Y.encodeStateVector(doc));
}

function applyAndCompare(
  update: Uint8Array,
  ranges: Accepted['ranges'],
  doc: Y.Doc,
  known: StateVector,
): void {
  Y.applyUpdate(doc, update);
  assert.equal(doc.store.pendingStructs, null);
  assert.equal(doc.store.pendingDs, null);
  const moved = new Map(known);
  advance(moved, ranges);
  advance(known, ranges);
  assert.deepEqual(Y.decodeStateVector(Y.encodeStateVector(doc)), moved);
}

/**
 * A gap is never claimed for nothing, with two exceptions which no honest client meets: of a skip at the end of a
 * section Yjs keeps no trace, and a struct that is known already does not always wait for its forged references.
 */
function assertPending(update: Uint8Array, moment: Moment): void {
  const isBeyondCompare = Y.decodeUpdate(update).structs.some(
    ({ id, constructor }) => constructor === Y.Skip || id.clock < (moment.known.get(id.client) ?? 0),
  );
  if (isBeyondCompare) return;
  const doc = docOf(moment);
  Y.applyUpdate(doc, update);
  assert.ok(doc.store.pendingStructs !== null || doc.store.pendingDs !== null, 'Yjs could apply all of it');
}

function assertReached(tally: Tally, rounds: number): void {
  for (const [kind, count] of Object.entries(tally) as [string, number][]) {
    assert.ok(count > rounds / 200, `only ${count} of ${rounds} were ${kind}`);
  }
}

/** Three writers of one text, now and then behind each other, so that updates hold several clients. */
function record(random: SeededRandom, count: number): Moment[] {
  const room = new Y.Doc();
  const writers = [1_000_003, 2_000_000_011, 40].map((clientID) => Object.assign(new Y.Doc(), { clientID }));
  const moments: Moment[] = [];
  while (moments.length < count) {
    const writer = random.pick(writers);
    for (let i = 1 + random.int(4); i > 0; i--) editAtRandom(random, writer, undefined);
    if (random.chance(0.4)) Y.applyUpdate(random.pick(writers), Y.encodeStateAsUpdate(writer));
    if (random.chance(0.3)) continue;
    const state = Y.encodeStateAsUpdate(room);
    const known = Y.decodeStateVector(Y.encodeStateVector(room));
    const update = Y.encodeStateAsUpdate(writer, random.chance(0.8) ? Y.encodeStateVector(room) : undefined);
    Y.applyUpdate(room, update);
    if (random.chance(0.7)) Y.applyUpdate(writer, Y.encodeStateAsUpdate(room));
    moments.push({ state, known, update });
  }
  return moments;
}

function docOf(moment: Moment): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, moment.state);
  return doc;
}

function docWithLetters(clientID: number, count: number): Y.Doc {
  const doc = Object.assign(new Y.Doc(), { clientID });
  doc.getText('code').insert(0, 'x'.repeat(count));
  return doc;
}

function smallBombs(): Uint8Array[] {
  return updateBombs.map((bomb) => bomb.build()).filter((bytes) => bytes.length < 200);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
