import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { advance, inspectUpdate } from '../../shared/guard/updateGuard.ts';
import type { StateVector } from '../../shared/guard/stateVector.ts';
import { decodeStateVector, encodeStateVector } from '../../shared/guard/stateVector.ts';
import { editAtRandom } from '../support/randomEdits.ts';
import { seedFor, seededRandom } from '../support/seed.ts';
import type { SeededRandom } from '../support/seed.ts';

const STEPS = 4_000;
const SESSIONS = 25;

describe('the guard and honest clients', () => {
  it('[S10] accepts everything that text editors send: edits, undo, reconnects, diffs and merges', function () {
    this.timeout(60_000);
    const random = seededRandom(seedFor('[S10] accepts everything that text editors send'));
    const seen = { live: 0, reconnect: 0, merged: 0, diff: 0, whole: 0, undo: 0 };
    const relay = new RelayDouble();
    let clients = [0, 1, 2, 3].map((i) => new Client(relay, i % 2 === 0));

    for (let step = 0; step < STEPS; step++) {
      const client = random.pick(clients);
      if (random.chance(0.08) && client.undo.undoStack.length > 0) {
        client.undo.undo();
        seen.undo++;
      } else if (random.chance(0.04)) client.undo.redo();
      else editAtRandom(random, client.doc, client);

      if (client.isOnline) seen.live++;
      else if (random.chance(0.15)) seen[client.comeBack(random)]++;
      if (random.chance(0.03)) client.isOnline = false;
      if (random.chance(SESSIONS / STEPS)) {
        // A window reload: the same person with a new client id.
        client.comeBack(random);
        client.leave();
        clients = clients.map((other) => (other === client ? new Client(relay, random.chance(0.5)) : other));
      }
      if (random.chance(0.01)) {
        relay.checkWholeState();
        seen.whole++;
      }
    }

    for (const client of clients) client.comeBack(random);
    for (const { doc } of clients)
      assert.equal(doc.getText('code').toJSON(), relay.doc.getText('code').toJSON());
    for (const [kind, count] of Object.entries(seen)) assert.ok(count > 0, `${kind} was never reached`);
  });

  it('[S10] accepts a skip that the known clocks cover, and calls it a gap elsewhere', () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (const word of ['one', 'two', 'three']) doc.getText('code').insert(0, word);
    const [first, , third] = updates as [Uint8Array, Uint8Array, Uint8Array];
    const merged = Y.mergeUpdates([first, third]);
    assert.ok(Y.decodeUpdate(merged).structs.some((struct) => struct instanceof Y.Skip));

    assert.equal(inspectUpdate(merged, new Map()).kind, 'gap');
    assert.equal(inspectUpdate(merged, new Map([[doc.clientID, 5]])).kind, 'gap');
    assert.deepEqual(inspectUpdate(merged, new Map([[doc.clientID, 6]])), {
      kind: 'accepted',
      ranges: [{ client: doc.clientID, from: 0, to: 11 }],
      isNew: true,
      insertedUnits: 5,
      structs: 1,
      newClients: 0,
      deletedRanges: 0,
      deletionsAt: merged.length - 1,
    });

    // A document that holds a pending struct writes the same.
    const behind = new Y.Doc();
    Y.applyUpdate(behind, first);
    Y.applyUpdate(behind, third);
    assert.equal(inspectUpdate(Y.encodeStateAsUpdate(behind), new Map([[doc.clientID, 6]])).kind, 'accepted');
    assert.equal(inspectUpdate(Y.encodeStateAsUpdate(behind), new Map()).kind, 'gap');
  });
});

/** What a relay does with updates, and a document beside it that shows whether the guard was right. */
class RelayDouble {
  readonly doc = new Y.Doc();
  readonly known: StateVector = new Map();
  readonly log: Uint8Array[] = [];
  readonly #listeners = new Map<Client, (update: Uint8Array) => void>();

  connect(client: Client, listener: (update: Uint8Array) => void): void {
    this.#listeners.set(client, listener);
  }

  disconnect(client: Client): void {
    this.#listeners.delete(client);
  }

  receive(update: Uint8Array, from: Client): void {
    const length = this.doc.getText('code').length;
    const verdict = inspectUpdate(update, this.known);
    if (verdict.kind !== 'accepted')
      assert.fail(`${JSON.stringify(verdict)}: ${Buffer.from(update).toString('hex')}`);
    advance(this.known, verdict.ranges);
    Y.applyUpdate(this.doc, update);
    assert.deepEqual(sorted(this.known), sorted(Y.decodeStateVector(Y.encodeStateVector(this.doc))));
    assert.ok(this.doc.getText('code').length <= length + verdict.insertedUnits);
    for (const struct of Y.decodeUpdate(update).structs) assert.ok(!(struct instanceof Y.GC));
    this.log.push(update);
    for (const [client, listener] of this.#listeners) if (client !== from) listener(update);
  }

  /** What a newcomer sends back, or the relay reads from its store, is as welcome as the parts were. */
  checkWholeState(): void {
    for (const whole of [Y.encodeStateAsUpdate(this.doc), Y.mergeUpdates(this.log)]) {
      const verdict = inspectUpdate(whole, new Map());
      if (verdict.kind !== 'accepted') assert.fail(JSON.stringify(verdict));
      const known: StateVector = new Map();
      advance(known, verdict.ranges);
      assert.deepEqual(sorted(known), sorted(this.known));
    }
  }
}

class Client {
  readonly doc: Y.Doc;
  readonly undo: Y.UndoManager;
  isOnline = true;
  readonly #relay: RelayDouble;
  #unsent: Uint8Array[] = [];

  constructor(relay: RelayDouble, gc: boolean) {
    this.#relay = relay;
    this.doc = new Y.Doc({ gc });
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(relay.doc), relay);
    this.undo = new Y.UndoManager(this.doc.getText('code'), {
      trackedOrigins: new Set([this]),
      captureTimeout: 0,
    });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === relay) return;
      if (this.isOnline) relay.receive(update, this);
      else this.#unsent.push(update);
    });
    relay.connect(this, (update) => {
      if (this.isOnline) Y.applyUpdate(this.doc, update, relay);
    });
  }

  /** The two sync steps after a time offline, in one of the ways in which clients do it. */
  comeBack(random: SeededRandom): 'reconnect' | 'merged' | 'diff' {
    const theirs = encodeStateVector(this.#relay.known);
    assert.deepEqual(decodeStateVector(theirs), Y.decodeStateVector(theirs));
    const way = random.pick(['reconnect', 'merged', 'diff'] as const);
    const missing = Y.diffUpdate(Y.encodeStateAsUpdate(this.#relay.doc), Y.encodeStateVector(this.doc));
    // Before or after the relay's own step 2 has arrived.
    const isRelayFirst = random.chance(0.5);
    if (isRelayFirst) Y.applyUpdate(this.doc, missing, this.#relay);
    if (way === 'merged' && this.#unsent.length > 0) this.#relay.receive(Y.mergeUpdates(this.#unsent), this);
    else if (way === 'diff') this.#relay.receive(Y.diffUpdate(Y.encodeStateAsUpdate(this.doc), theirs), this);
    else this.#relay.receive(Y.encodeStateAsUpdate(this.doc, theirs), this);
    if (!isRelayFirst) Y.applyUpdate(this.doc, missing, this.#relay);
    this.#unsent = [];
    this.isOnline = true;
    return way;
  }

  leave(): void {
    this.#relay.disconnect(this);
    this.undo.destroy();
    this.doc.destroy();
  }
}

function sorted(stateVector: StateVector): [number, number][] {
  return [...stateVector].sort(([a], [b]) => a - b);
}
