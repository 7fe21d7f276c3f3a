import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { DeletedRanges } from './deletedRanges.ts';
import { Intake, type IntakeParts } from './intake.ts';

describe('an edit that a room takes', () => {
  it('[H8] does not keep the bytes alive among which it came', () => {
    const doc = new Y.Doc();
    doc.getText('code').insert(0, 'x');
    const update = Y.encodeStateAsUpdate(doc);
    const chunk = Buffer.alloc(64 * 1024);
    chunk.set(update, 100);
    const intake = new Intake({
      known: new Map(),
      deleted: new DeletedRanges(),
      capacity: { take: () => undefined } as unknown as IntakeParts['capacity'],
      newClients: {
        refusalOf: () => undefined,
        taken: () => undefined,
      } as unknown as IntakeParts['newClients'],
    });
    const taken = intake.take(chunk.subarray(100, 100 + update.length), 'update');
    assert.ok(taken.kind === 'taken');
    assert.deepEqual([...taken.edit.update], [...update]);
    assert.ok(taken.edit.update.buffer.byteLength < 1_024, `${taken.edit.update.buffer.byteLength} bytes`);
  });
});
