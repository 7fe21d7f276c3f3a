import { MAX_CLOCK } from '../limits.ts';
import type { ByteReader } from './byteReader.ts';
import type { RefusalReason } from './updateRefusal.ts';
import { utf16Length } from './utf16Length.ts';

/**
 * Reads one struct after the other of an update (V1) into its own fields, so that a million structs cost no
 * objects. Accepts what a document with the one plain text `code` can hold, and the skips of merged updates.
 */
export class StructReader {
  /** A hole that `Y.mergeUpdates` left between two updates: it counts clocks and holds nothing. */
  isSkip = false;
  /** How many clocks the struct takes. */
  length = 0;
  /** UTF-16 units of text in it; 0 if the text is already deleted. */
  units = 0;
  /** The id that it was typed after; NO_CLIENT if there is none. */
  originClient = NO_CLIENT;
  originClock = 0;
  /** The id that it was typed before; NO_CLIENT if there is none. */
  rightClient = NO_CLIENT;
  rightClock = 0;

  /** The reason for refusing the struct, or undefined if the fields hold it. */
  read(reader: ByteReader): RefusalReason | undefined {
    const info = reader.readByte();
    // The whole byte, not its five content bits: Yjs' two readers disagree about a skip that has flags.
    this.isSkip = info === SKIP;
    if (this.isSkip) return this.#readLength(reader);

    const content = info & CONTENT_BITS;
    if (content !== STRING && content !== DELETED) {
      return reader.failed ? 'malformed' : 'unsupported_content';
    }
    if ((info & HAS_MAP_KEY) !== 0) return 'unsupported_content';
    return (
      this.#readPlace(reader, info) ??
      (content === STRING ? this.#readString(reader) : this.#readLength(reader))
    );
  }

  #readPlace(reader: ByteReader, info: number): RefusalReason | undefined {
    this.originClient = NO_CLIENT;
    this.rightClient = NO_CLIENT;
    if ((info & HAS_ORIGIN) !== 0) {
      this.originClient = reader.readVarUint();
      this.originClock = reader.readVarUint();
      if (this.originClock > MAX_CLOCK) return 'clock_out_of_range';
    }
    if ((info & HAS_RIGHT_ORIGIN) !== 0) {
      this.rightClient = reader.readVarUint();
      this.rightClock = reader.readVarUint();
      if (this.rightClock > MAX_CLOCK) return 'clock_out_of_range';
      // There is no place between a character and itself, and Yjs peers would not agree on one.
      if (this.rightClient === this.originClient && this.rightClock === this.originClock) return 'malformed';
    }
    if (this.originClient !== NO_CLIENT || this.rightClient !== NO_CLIENT) return undefined;
    return readParent(reader);
  }

  #readString(reader: ByteReader): RefusalReason | undefined {
    const size = reader.readVarUint();
    const start = reader.skip(size);
    if (reader.failed) return 'malformed';
    const units = utf16Length(reader.bytes, start, start + size);
    if (units === undefined || units === 0) return 'invalid_text';
    this.length = units;
    this.units = units;
    return undefined;
  }

  #readLength(reader: ByteReader): RefusalReason | undefined {
    this.length = reader.readVarUint();
    this.units = 0;
    // Nobody ever sends a struct that takes no clock, and Yjs's search for a clock does not expect one.
    return reader.failed || this.length === 0 ? 'malformed' : undefined;
  }
}

/** Not a client id: those are not negative. */
export const NO_CLIENT = -1;

function readParent(reader: ByteReader): RefusalReason | undefined {
  const isRoot = reader.readVarUint() === 1;
  if (!isRoot) return reader.failed ? 'malformed' : 'wrong_parent';
  const size = reader.readVarUint();
  const start = reader.skip(size);
  if (reader.failed) return 'malformed';
  if (size !== ROOT_NAME.length) return 'wrong_parent';
  return ROOT_NAME.every((byte, i) => reader.bytes[start + i] === byte) ? undefined : 'wrong_parent';
}

/** `code` in UTF-8. */
const ROOT_NAME = [0x63, 0x6f, 0x64, 0x65];

// The first byte of a struct, as Yjs' Item.write and readClientsStructRefs have it.
const CONTENT_BITS = 0b0001_1111;
const HAS_MAP_KEY = 0b0010_0000;
const HAS_RIGHT_ORIGIN = 0b0100_0000;
const HAS_ORIGIN = 0b1000_0000;

const DELETED = 1;
const STRING = 4;
const SKIP = 10;
