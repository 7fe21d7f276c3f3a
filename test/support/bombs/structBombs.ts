import * as Y from 'yjs';
import type { RefusalReason } from '../../../shared/guard/updateRefusal.ts';
import { craftUpdate, raw, text } from '../craftedUpdate.ts';
import { type Bomb, VICTIM } from './bomb.ts';
import { joined, varUints } from './bytes.ts';

/** Well-formed, and harmful as structs and deletions of a document. A part of `updateBombs`. */
export const structBombs: readonly Bomb<RefusalReason>[] = [
  {
    // The relay's clock of the victim jumps; what the victim types next is ignored, for ever.
    title: '[S14] a forged GC struct under a victim’s id',
    build: () =>
      craftUpdate([{ client: VICTIM, clock: 10, structs: [{ content: { kind: 'gc', length: 1000 } }] }]),
    verdict: 'unsupported_content',
  },
  {
    title: '[S14] a forged skip under a victim’s id',
    build: () =>
      craftUpdate([{ client: VICTIM, clock: 10, structs: [{ content: { kind: 'skip', length: 1000 } }] }]),
    verdict: 'gap',
  },
  {
    // Two waiting for each other stay pending in every document, for ever.
    title: '[S15] two structs that wait for each other',
    build: () =>
      craftUpdate([
        { client: 2, clock: 0, structs: [text('a', { origin: [1, 0] })] },
        { client: 1, clock: 0, structs: [text('b', { origin: [2, 0] })] },
      ]),
    verdict: 'gap',
  },
  {
    title: '[S15] a ring of 20,000 structs that wait for each other',
    build: () =>
      craftUpdate(
        Array.from({ length: 20_000 }, (_, i) => ({
          client: 100 + i,
          clock: 0,
          structs: [text('x', { origin: [100 + ((i + 1) % 20_000), 0] })],
        })),
      ),
    verdict: 'gap',
  },
  {
    // Merged into the pending structs again with every further one: 3.7 s for 2,000 of them.
    title: '[S15] a letter after a gap',
    build: () => craftUpdate([{ client: VICTIM, clock: 12, structs: [text('x', { origin: [VICTIM, 11] })] }]),
    verdict: 'gap',
  },
  {
    title: '[S15] a deletion of what nobody has typed',
    build: () => craftUpdate([], [{ client: VICTIM, ranges: [[9, 2]] }]),
    verdict: 'gap',
  },
  {
    // toJSON() of the map then answers `isAdmin` with true.
    title: '[S13] a map with the key __proto__',
    build: () =>
      Y.encodeStateAsUpdate(docWith((doc) => doc.getMap('code').set('__proto__', { isAdmin: true }))),
    verdict: 'unsupported_content',
  },
  {
    title: '[S13] a value with the key __proto__',
    build: () => Y.encodeStateAsUpdate(docWith((doc) => doc.getArray('code').push([protoObject()]))),
    verdict: 'unsupported_content',
  },
  {
    // Applied or not depending on the depth of the stack; JSON.stringify throws in any case.
    title: '[S12] a value that is nested 6,000 deep',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [raw(8, deepAny(6_000))] }]),
    verdict: 'unsupported_content',
  },
  {
    // 1.6 s and 120 MB in a fresh process.
    title: '[S16] 100,000 root types',
    build: () => {
      const structs = Array.from({ length: 100_000 }, (_, i) => ({ ...text('x'), root: `r${i}` }));
      return craftUpdate([{ client: 1, clock: 0, structs }]);
    },
    verdict: 'wrong_parent',
  },
  {
    title: '[S16] a root named __proto__',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [{ ...text('x'), root: '__proto__' }] }]),
    verdict: 'wrong_parent',
  },
  {
    title: '[S12] text inside a nested type',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [{ ...text('x'), parent: [VICTIM, 0] }] }]),
    verdict: 'wrong_parent',
  },
  {
    title: '[S12] text under a map key',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [{ ...text('x'), mapKey: 'k' }] }]),
    verdict: 'unsupported_content',
  },
  {
    title: '[S12] a map key beside an origin',
    build: () =>
      craftUpdate([
        { client: 1, clock: 0, structs: [{ ...text('x', { origin: [VICTIM, 0] }), mapKey: 'k' }] },
      ]),
    verdict: 'unsupported_content',
  },
  {
    // One of Yjs' two readers takes it for a skip, the other one throws: a stored log could not be merged any more.
    title: '[S12] a skip with flags',
    build: () => joined(varUints(1, 1, VICTIM, 0), Uint8Array.of(10 | 0x80), varUints(5), varUints(0)),
    verdict: 'unsupported_content',
  },
  ...[2, 3, 5, 6, 7, 8, 9, 11, 31].map((ref): Bomb<RefusalReason> => ({
    title: `[S12] content of the kind ${ref}`,
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [raw(ref, varUints(1, 1, 1, 1))] }]),
    verdict: 'unsupported_content',
  })),
];

/** Content "any": one value, lists within lists; 117 is lib0's mark for a list. */
function deepAny(depth: number): Uint8Array {
  return joined(
    varUints(1),
    Uint8Array.from(Array.from({ length: depth }, () => [117, 1]).flat()),
    Uint8Array.of(126),
  );
}

function protoObject(): unknown {
  return JSON.parse('{"__proto__":{"isAdmin":true}}');
}

function docWith(edit: (doc: Y.Doc) => void): Y.Doc {
  const doc = new Y.Doc();
  edit(doc);
  return doc;
}
