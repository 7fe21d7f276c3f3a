import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { ManualClock } from '../../test/support/manualClock.ts';
import { editAtRandom } from '../../test/support/randomEdits.ts';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { newRoomId, roomRecord } from '../../test/support/storedRooms.ts';
import { DOCUMENT_IDLE_MS } from '../limits.ts';
import type { StoredRoom, StoredUpdate } from '../store/roomStore.ts';
import { CorruptDocumentError } from './documents/unreadable.ts';
import { RoomDocument, type Soon } from './roomDocument.ts';

const ROUNDS = 200;

describe('a room’s document as it is loaded', () => {
  it('is told from its bytes to hold what Yjs finds in it', () => {
    const random = seededRandom(seedFor('is told from its bytes to hold what Yjs finds in it'));
    for (let round = 0; round < ROUNDS; round++) {
      const { stored, doc } = randomRoom(random.int(20), random.int(20));
      const document = documentOf(stored);
      const { known, textUnits } = now(document.measure());
      const expected = Y.decodeStateVector(Y.encodeStateVector(doc));
      assert.deepEqual(
        new Map([...known].sort(([a], [b]) => a - b)),
        new Map([...expected].sort(([a], [b]) => a - b)),
      );
      const text = doc.getText('code').toJSON();
      assert.ok(textUnits >= text.length, `${textUnits} units are less than the ${text.length} of the text`);
      assert.equal(document.text(), text);
      const copy = new Y.Doc();
      Y.applyUpdate(copy, now(document.difference(new Map())));
      assert.equal(copy.getText('code').toJSON(), text);
      document.dispose();
    }

    /** Two people's edits: the first of them in a snapshot, the others in the log. */
    function randomRoom(inSnapshot: number, inLog: number) {
      const [doc, other] = [new Y.Doc(), new Y.Doc()];
      const updates: Uint8Array[] = [];
      doc.on('update', (update: Uint8Array) => updates.push(update));
      other.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update));
      const edit = () => {
        if (random.chance(0.5)) editAtRandom(random, doc, undefined);
        else {
          Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
          editAtRandom(random, other, undefined);
        }
      };
      for (let k = 0; k < inSnapshot; k++) edit();
      const sequence = updates.length + 1;
      const snapshot = { sequence, state: Y.encodeStateAsUpdate(doc), text: doc.getText('code').toJSON() };
      const before = updates.length;
      for (let k = 0; k < inLog; k++) edit();
      const rows = updates.slice(before).map((update, k) => row(sequence + 1 + k, update));
      return { stored: { snapshot, updates: rows }, doc };
    }
  });

  it('is refused where its bytes are no document, or have a gap', () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getText('code').insert(0, 'one');
    doc.getText('code').insert(3, 'two');
    const state = Y.encodeStateAsUpdate(doc);
    const damaged = { sequence: 1, state: state.slice(0, -4), text: 'onetwo' };
    for (const stored of [
      { snapshot: undefined, updates: [row(1, updates[1]!)] },
      { snapshot: damaged, updates: [] },
    ]) {
      const clock = new ManualClock();
      const document = documentOf(stored, clock);
      assert.throws(() => document.measure());
      // Nor does it fail later on, when nobody can catch that.
      clock.advance(3 * DOCUMENT_IDLE_MS);
      document.dispose();
      assert.equal(clock.pending, 0);
    }
    assert.throws(() => documentOf({ snapshot: undefined, updates: [row(2, state)] }), CorruptDocumentError);
  });
});

const roomId = newRoomId();

function documentOf(stored: Omit<StoredRoom, 'record'>, clock = new ManualClock()): RoomDocument {
  return new RoomDocument({ record: roomRecord({ id: roomId }), ...stored }, { clock });
}

/** Without another thread a document answers at once. */
function now<T>(answer: Soon<T>): T {
  assert.ok(!(answer instanceof Promise));
  return answer;
}

function row(sequence: number, update: Uint8Array): StoredUpdate {
  return { roomId, sequence, participant: 'p-1', update, createdAt: new Date(0) };
}
