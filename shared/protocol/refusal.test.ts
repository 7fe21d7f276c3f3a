import assert from 'node:assert/strict';
import { UPDATE_FAULTS } from '../guard/updateRefusal.ts';
import { PRESENCE_FAULTS } from '../guard/awarenessGuard.ts';
import { aftermathOf } from './closeCode.ts';
import { type ClosingRefusal, isClosing, type Refusal, type RefusalKind, refuse } from './refusal.ts';
import { FRAME_FAULTS, refusals } from './refusals.ts';

/** What varies in sentences, as long as it gets. */
const WORDS: Partial<Record<RefusalKind, readonly (readonly unknown[])[]>> = {
  failed: [['0123456789abcdef']],
  badUpdate: Object.keys(UPDATE_FAULTS)
    .filter((fault) => !fault.startsWith('too_many_'))
    .map((fault) => [fault]),
  largeUpdate: [['too_many_clients'], ['too_many_structs']],
  textTooLong: [[Number.MAX_SAFE_INTEGER]],
  badFrame: Object.keys(FRAME_FAULTS).map((fault) => [fault]),
  unknownFrame: [[Number.MAX_SAFE_INTEGER]],
  unknownSync: [[Number.MAX_SAFE_INTEGER]],
  badPresence: Object.keys(PRESENCE_FAULTS).map((fault) => [fault]),
  nothingHere: [['/docs']],
  noSocketHere: [['/sync', '/ws']],
  unknownName: [['as "evil.example"'], ['by the name in X-Forwarded-Host']],
  bodyTooManyParts: [[200]],
  badFields: [['name, language'], ['']],
};

/** `WORDS` is checked against the sentences by running them. */
const refuseAny = refuse as (kind: RefusalKind, ...words: readonly unknown[]) => Refusal;

const KINDS = Object.keys(refusals) as RefusalKind[];
const ALL = KINDS.flatMap((kind) => {
  const isFixed = typeof refusals[kind].sentence === 'string';
  assert.equal(isFixed, WORDS[kind] === undefined, `words for ${kind}`);
  return (WORDS[kind] ?? [[]]).map((words) => refuseAny(kind, ...words));
});

describe('refusals', () => {
  it('each close a WebSocket or answer a request, or both', () => {
    for (const { kind, code, status } of ALL) assert.ok(code !== undefined || status !== undefined, kind);
  });

  it('are sentences, and those that close fit into a close frame', () => {
    for (const refusal of ALL) {
      assert.match(refusal.sentence, /^[A-Z].*\.$/, refusal.kind);
      if (isClosing(refusal)) assert.ok(Buffer.byteLength(refusal.sentence) <= 123, refusal.kind);
    }
  });

  it('say one thing in one way', () => {
    const kinds = Map.groupBy(ALL, ({ sentence }) => sentence);
    const twice = [...kinds.values()]
      .map((same) => [...new Set(same.map(({ kind }) => kind))])
      .filter(({ length }) => length > 1);
    // Who is sent away and who is not let in read the same, but under two codes.
    assert.deepEqual(twice, [['restarting', 'stopping']]);
  });

  it('invite over HTTP to come back where their close code does', () => {
    const both = ALL.filter((refusal): refusal is ClosingRefusal => isClosing(refusal));
    for (const { kind, code, status } of both)
      if (status !== undefined) assert.equal(status === 503, aftermathOf(code) === 'come back', kind);
  });
});
