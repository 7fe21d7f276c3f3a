import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { AwarenessRefusalReason } from '../../shared/document/awarenessGuard.ts';
import type { RefusalReason } from '../../shared/document/updateRefusal.ts';
import {
  MAX_CLOCK,
  MAX_PRESENCE_BYTES,
  MAX_PRESENCE_DEPTH,
  MAX_PRESENCE_ENTRIES,
  MAX_ROOM_CLIENTS,
  MAX_UPDATE_STRUCTS,
} from '../../shared/limits.ts';
import { craftUpdate, text } from './craftedUpdate.ts';
import type { CraftedStruct } from './craftedUpdate.ts';

/** A message that costs its sender little and would cost the receiver much, or would break something. */
export interface Bomb<Reason> {
  readonly title: string;
  readonly build: () => Uint8Array;
  readonly verdict: Reason | 'gap';
}

/** A client id of somebody honest. */
export const VICTIM = 7;

/** Against a room that knows ten clocks of VICTIM. The comments say what plain Yjs 13.6 does with it. */
export const updateBombs: readonly Bomb<RefusalReason>[] = [
  {
    // 300 ms of blocked event loop and 260 MB: `new Array` of the claimed count.
    title: '[S10] seven bytes that claim 30 million structs',
    build: () => varUints(1, 30_000_000, 1, 0),
    verdict: 'malformed',
  },
  {
    title: '[S10] a claim of 2^50 clients',
    build: () => varUints(2 ** 50, 1, 1, 0),
    verdict: 'malformed',
  },
  {
    title: '[S10] a claim of 2^40 deleted ranges',
    build: () => varUints(0, 1, 1, 2 ** 40),
    verdict: 'malformed',
  },
  {
    // 15 s and 2.6 GB where updates in the V2 encoding are accepted.
    title: '[S10] twenty bytes of V2 that stand for 20 million structs',
    build: () => runLengthBombV2(20_000_000),
    verdict: 'trailing_bytes',
  },
  {
    title: '[S10] an honest update in the V2 encoding',
    build: () => Y.encodeStateAsUpdateV2(docWith((doc) => doc.getText('code').insert(0, 'hello'))),
    verdict: 'trailing_bytes',
  },
  {
    // lib0 reads NaN.
    title: '[S10] an integer of two hundred zero digits',
    build: () => joined(varUints(1, 1, 1), new Uint8Array(200).fill(0x80), Uint8Array.of(0)),
    verdict: 'malformed',
  },
  {
    title: '[S10] a string of 2^53 bytes',
    build: () => joined(varUints(1, 1, 1, 0), Uint8Array.of(4, 1, 4), utf8('code'), varUints(2 ** 53 - 1)),
    verdict: 'malformed',
  },
  {
    title: '[S10] a deleted run which ends beyond the largest clock',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [deleted(MAX_CLOCK + 1)] }]),
    verdict: 'clock_out_of_range',
  },
  {
    title: '[S10] one struct more than an update may have',
    build: () => {
      const struct = Uint8Array.of(0x84, VICTIM, 0, 1, 0x78);
      return joined(
        varUints(1, MAX_UPDATE_STRUCTS + 1, 1, 0),
        repeated(struct, MAX_UPDATE_STRUCTS + 1),
        varUints(0),
      );
    },
    verdict: 'too_many_structs',
  },
  {
    // Each one splits an item in the middle of the document's list.
    title: '[S10] one deleted range more than an update may have',
    build: () =>
      joined(
        varUints(0, 1, VICTIM, MAX_UPDATE_STRUCTS + 1),
        repeated(Uint8Array.of(3, 1), MAX_UPDATE_STRUCTS + 1),
      ),
    verdict: 'too_many_structs',
  },
  {
    title: '[S10] more clients than a room can have',
    build: () => {
      const sections = Array.from({ length: MAX_ROOM_CLIENTS + 1 }, (_, i) => ({
        client: 100 + i,
        clock: 0,
        structs: [text('x')],
      }));
      return craftUpdate(sections);
    },
    verdict: 'too_many_clients',
  },
  {
    // Yjs keeps the second section and forgets the first.
    title: '[S10] one client twice',
    build: () =>
      craftUpdate([
        { client: 1, clock: 0, structs: [text('a')] },
        { client: 1, clock: 1, structs: [text('b')] },
      ]),
    verdict: 'duplicate_client',
  },
  {
    // Y.applyUpdate throws halfway, with the first struct already in the document.
    title: '[S11] an update whose second half is cut off',
    build: () => {
      const whole = craftUpdate([
        { client: 1, clock: 0, structs: [text('a'), text('b', { origin: [1, 0] })] },
      ]);
      return whole.subarray(0, whole.length - 3);
    },
    verdict: 'malformed',
  },
  {
    title: '[S11] a reference to what the same client has not written yet',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [text('a', { origin: [1, 5] })] }]),
    verdict: 'malformed',
  },
  {
    // TextDecoder throws, in the relay and in every client.
    title: '[S11] a surrogate half in the text',
    build: () => withTextBytes(0xed, 0xa0, 0x80),
    verdict: 'invalid_text',
  },
  {
    title: '[S11] an overlong slash in the text',
    build: () => withTextBytes(0xc0, 0xaf),
    verdict: 'invalid_text',
  },
  { title: '[S11] an empty text', build: () => withTextBytes(), verdict: 'invalid_text' },
  {
    title: '[S11] a deleted run of no clocks',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [deleted(0)] }]),
    verdict: 'malformed',
  },
  {
    title: '[S11] a skip of no clocks',
    build: () => craftUpdate([{ client: 1, clock: 0, structs: [{ content: { kind: 'skip', length: 0 } }] }]),
    verdict: 'malformed',
  },
  {
    title: '[S11] an empty deleted range',
    build: () => craftUpdate([], [{ client: VICTIM, ranges: [[0, 0]] }]),
    verdict: 'malformed',
  },
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

export const awarenessBombs: readonly Bomb<AwarenessRefusalReason>[] = [
  {
    // 900 kB, of which y-protocols never gives back a byte.
    title: '[S17] 100,000 client ids',
    build: () => awareness(Array.from({ length: 100_000 }, (_, i) => [1000 + i, 1, 'null'] as const)),
    verdict: 'too_many_entries',
  },
  {
    title: '[S17] one entry more than allowed',
    build: () =>
      awareness(Array.from({ length: MAX_PRESENCE_ENTRIES + 1 }, (_, i) => [1000 + i, 1, 'null'] as const)),
    verdict: 'too_many_entries',
  },
  { title: '[S17] a claim of 300 entries', build: () => varUints(300), verdict: 'malformed' },
  {
    // Stays for ever, and overwrites the victim's own state.
    title: '[S17] the clock 2^53 - 1 for a victim',
    build: () => awareness([[VICTIM, 2 ** 53 - 1, '{"user":{"name":"mallory"}}']]),
    verdict: 'clock_out_of_range',
  },
  {
    title: '[S17] one client twice',
    build: () =>
      awareness([
        [VICTIM, 1, '{}'],
        [VICTIM, 2, 'null'],
      ]),
    verdict: 'duplicate_client',
  },
  {
    // Accepted by y-protocols, which then throws when it encodes the broadcast.
    title: '[S12] presence that is nested 200,000 deep',
    build: () => awareness([[1, 1, `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`]]),
    verdict: 'too_large',
  },
  {
    title: '[S12] presence as deep as its bytes allow',
    build: () => {
      const depth = MAX_PRESENCE_BYTES / 2 - 5;
      return awareness([[1, 1, `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`]]);
    },
    verdict: 'too_deep',
  },
  {
    title: '[S12] presence that is one level too deep',
    build: () => awareness([[1, 1, nestedObjects(MAX_PRESENCE_DEPTH + 1)]]),
    verdict: 'too_deep',
  },
  {
    title: '[S12] presence that is one byte too large',
    build: () => awareness([[1, 1, `{"a":"${'x'.repeat(MAX_PRESENCE_BYTES - 7)}"}`]]),
    verdict: 'too_large',
  },
  {
    title: '[S12] a message of two megabytes',
    build: () =>
      awareness(
        Array.from({ length: 300 }, (_, i) => [1000 + i, 1, `{"a":"${'x'.repeat(7_000)}"}`] as const),
      ),
    verdict: 'too_large',
  },
  ...['__proto__', '\\u005f_proto__', 'constructor', 'prototype'].flatMap(
    (key): Bomb<AwarenessRefusalReason>[] => [
      {
        title: `[S13] presence with the key ${key}`,
        build: () => awareness([[1, 1, `{"${key}":{"isAdmin":true}}`]]),
        verdict: 'forbidden_key',
      },
      {
        title: `[S13] presence with the key ${key} inside a list`,
        build: () => awareness([[1, 1, `{"a":[{"${key}":{"isAdmin":true}}]}`]]),
        verdict: 'forbidden_key',
      },
    ],
  ),
  {
    title: '[S12] presence that is no JSON',
    build: () => awareness([[1, 1, '{"a":']]),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] presence that is a list',
    build: () => awareness([[1, 1, '[]']]),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] presence that is a number',
    build: () => awareness([[1, 1, '5']]),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] presence that is not UTF-8',
    build: () => joined(varUints(1, 1, 1, 4), Uint8Array.of(0x7b, 0xff, 0xff, 0x7d)),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] bytes after the last entry',
    build: () => joined(awareness([[1, 1, '{}']]), Uint8Array.of(0)),
    verdict: 'malformed',
  },
];

/** An update in the V2 encoding: one client with `structs` GC structs, described by two runs. */
export function runLengthBombV2(structs: number): Uint8Array {
  const lengths = new encoding.UintOptRleEncoder();
  lengths.s = 1;
  lengths.count = structs;
  const clients = new encoding.UintOptRleEncoder();
  clients.write(1);
  const empty = new Uint8Array();
  const zero = Uint8Array.of(0);
  // The order of UpdateEncoderV2.toUint8Array: keys, clients, clocks left and right, infos, strings, parents, types.
  const columns = [
    empty,
    clients.toUint8Array(),
    empty,
    empty,
    zero,
    zero,
    empty,
    empty,
    lengths.toUint8Array(),
  ];
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    for (const column of columns) encoding.writeVarUint8Array(encoder, column);
    for (const rest of [1, structs, 0, 0]) encoding.writeVarUint(encoder, rest);
  });
}

/** An awareness update, as y-protocols writes it. */
export function awareness(
  entries: readonly (readonly [client: number, clock: number, json: string])[],
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const [client, clock, json] of entries) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, json);
    }
  });
}

/** Objects within each other, `depth` in all. */
export function nestedObjects(depth: number): string {
  return `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function varUints(...numbers: readonly number[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of numbers) encoding.writeVarUint(encoder, number);
  });
}

function withTextBytes(...bytes: readonly number[]): Uint8Array {
  return craftUpdate([
    { client: 1, clock: 0, structs: [raw(4, joined(varUints(bytes.length), Uint8Array.from(bytes)))] },
  ]);
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  return new Uint8Array(bytes.length * times).map((_, i) => bytes[i % bytes.length] ?? 0);
}

function deleted(length: number): CraftedStruct {
  return { content: { kind: 'deleted', length } };
}

function raw(ref: number, bytes: Uint8Array): CraftedStruct {
  return { content: { kind: 'raw', ref, bytes } };
}

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

function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
