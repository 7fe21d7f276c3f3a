import assert from 'node:assert/strict';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { awareness, nestedObjects } from '../../test/support/craftedAwareness.ts';
import {
  MAX_PRESENCE_BYTES,
  MAX_PRESENCE_CLOCK,
  MAX_PRESENCE_DEPTH,
  MAX_PRESENCE_ENTRIES,
} from '../limits.ts';
import type { AwarenessEntry } from './awarenessGuard.ts';
import { encodeAwareness, inspectAwareness } from './awarenessGuard.ts';

describe('inspectAwareness', () => {
  it('accepts what y-protocols writes, states and goodbyes', () => {
    const source = awarenessWith({ user: { name: 'Ada 😀' }, cursor: null });
    const hello = acceptedEntries(encodeAwarenessUpdate(source, [source.clientID]));
    assert.deepEqual(hello.map(read), [
      { clientId: source.clientID, clock: 1, state: { user: { name: 'Ada 😀' }, cursor: null } },
    ]);
    source.setLocalState(null);
    const goodbye = acceptedEntries(encodeAwarenessUpdate(source, [source.clientID]));
    assert.deepEqual(goodbye, [{ clientId: source.clientID, clock: 2, state: undefined }]);
    source.destroy();
  });

  it('accepts presence up to each limit', () => {
    const full = `{"a":"${'x'.repeat(MAX_PRESENCE_BYTES - 8)}"}`;
    assert.equal(full.length, MAX_PRESENCE_BYTES);
    acceptedEntries(awareness([[1, MAX_PRESENCE_CLOCK, full]]));
    acceptedEntries(awareness([[1, 1, nestedObjects(MAX_PRESENCE_DEPTH)]]));
    acceptedEntries(awareness(Array.from({ length: MAX_PRESENCE_ENTRIES }, (_, i) => [i, 1, '{}'] as const)));
    acceptedEntries(awareness([]));
  });

  it('hands out entries that own their bytes', () => {
    const frame = Buffer.from(awareness([[1, 1, '{"a":1}']]));
    const [entry] = acceptedEntries(frame);
    assert.equal(entry?.state?.buffer.byteLength, 7);
    frame.fill(0);
    assert.equal(new TextDecoder('utf-8', { fatal: true }).decode(entry.state), '{"a":1}');
  });
});

describe('encodeAwareness', () => {
  it('writes what the guard accepts and y-protocols applies', () => {
    const source = awarenessWith({ user: { name: 'Ada' } });
    const update = encodeAwarenessUpdate(source, [source.clientID]);
    const again = encodeAwareness(acceptedEntries(update));
    assert.deepEqual(again, update);

    const target = new Awareness(new Y.Doc());
    applyAwarenessUpdate(target, again, undefined);
    assert.deepEqual(target.getStates().get(source.clientID), { user: { name: 'Ada' } });
    const goodbye: AwarenessEntry = { clientId: source.clientID, clock: 2, state: undefined };
    applyAwarenessUpdate(target, encodeAwareness([goodbye]), undefined);
    assert.equal(target.getStates().has(source.clientID), false);
    source.destroy();
    target.destroy();
  });
});

function awarenessWith(state: Record<string, unknown>): Awareness {
  const source = new Awareness(new Y.Doc());
  source.setLocalState(state);
  return source;
}

function acceptedEntries(update: Uint8Array): readonly AwarenessEntry[] {
  const verdict = inspectAwareness(update);
  if (verdict.kind !== 'accepted') assert.fail(verdict.message);
  return verdict.entries;
}

function read({ clientId, clock, state }: AwarenessEntry): unknown {
  return {
    clientId,
    clock,
    state: state && (JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(state)) as unknown),
  };
}
