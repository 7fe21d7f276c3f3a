import * as Y from 'yjs';
import type { RefusalReason } from '../../../shared/guard/updateRefusal.ts';
import { MAX_CLOCK, MAX_ROOM_CLIENTS, MAX_UPDATE_STRUCTS } from '../../../shared/limits.ts';
import { craftUpdate, deleted, raw, text } from '../craftedUpdate.ts';
import { type Bomb, VICTIM } from './bomb.ts';
import { joined, repeated, varUints } from './bytes.ts';
import { runLengthBombV2 } from './runLengthBombV2.ts';

/** Wrong as bytes: they claim or hold too much, are cut off, or are no text. A part of `updateBombs`. */
export const encodingBombs: readonly Bomb<RefusalReason>[] = [
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
    build: () => {
      const doc = new Y.Doc();
      doc.getText('code').insert(0, 'hello');
      return Y.encodeStateAsUpdateV2(doc);
    },
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
];

function withTextBytes(...bytes: readonly number[]): Uint8Array {
  return craftUpdate([
    { client: 1, clock: 0, structs: [raw(4, joined(varUints(bytes.length), Uint8Array.from(bytes)))] },
  ]);
}

function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
