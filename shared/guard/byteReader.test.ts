import assert from 'node:assert/strict';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { ByteReader } from './byteReader.ts';
import { ByteWriter } from './byteWriter.ts';

const NUMBERS = [0, 1, 127, 128, 129, 2 ** 14 - 1, 2 ** 14, 2 ** 31, 2 ** 32 - 1, 2 ** 49, 2 ** 53 - 1];

describe('ByteReader and ByteWriter', () => {
  it('read and write integers as lib0 does', () => {
    const writer = new ByteWriter();
    for (const number of NUMBERS) writer.writeVarUint(number);
    const bytes = writer.toBytes();
    assert.deepEqual(
      bytes,
      encoding.encode((encoder) => NUMBERS.forEach((number) => encoding.writeVarUint(encoder, number))),
    );
    const reader = new ByteReader(bytes);
    assert.deepEqual(
      NUMBERS.map(() => reader.readVarUint()),
      NUMBERS,
    );
    assert.equal(reader.failed, false);
    assert.equal(reader.remaining, 0);
  });

  it('write byte strings as lib0 does, growing as needed', () => {
    const long = new Uint8Array(1000).map((_, i) => i);
    const writer = new ByteWriter();
    writer.writeVarBytes(new Uint8Array());
    writer.writeVarBytes(long);
    const decoder = decoding.createDecoder(writer.toBytes());
    assert.deepEqual(decoding.readVarUint8Array(decoder), new Uint8Array());
    assert.deepEqual(decoding.readVarUint8Array(decoder), long);
  });

  it('stays failed, and reads nothing but 0, after what is cut short', () => {
    const reader = new ByteReader(Uint8Array.of(5, 0x80));
    assert.equal(reader.readByte(), 5);
    assert.equal(reader.readVarUint(), 0);
    assert.equal(reader.failed, true);
    assert.deepEqual(
      [reader.readByte(), reader.readVarUint(), reader.skip(1), reader.remaining],
      [0, 0, 0, 0],
    );
    assert.equal(reader.failed, true);
  });

  it('steps over no more than there is', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3));
    assert.equal(reader.skip(2), 0);
    assert.equal(reader.skip(0), 2);
    assert.equal(reader.failed, false);
    reader.skip(2);
    assert.equal(reader.failed, true);
  });

  for (const [what, bytes] of [
    ['2^53', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['more than eight digits', [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['a longer form than needed', [0x81, 0x00]],
    ['endless zero digits, which lib0 reads as NaN', [...new Array<number>(200).fill(0x80), 0x00]],
  ] as const) {
    it(`[S10] refuses ${what}`, () => {
      const reader = new ByteReader(Uint8Array.from(bytes));
      assert.equal(reader.readVarUint(), 0);
      assert.equal(reader.failed, true);
    });
  }
});
