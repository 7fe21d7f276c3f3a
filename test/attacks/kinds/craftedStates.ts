import * as encoding from 'lib0/encoding';
import type { SeededRandom } from '../../support/seed.ts';

/** Structs of one character, or one that is deleted already, each at a random place: what makes a document dear. */
export function scatteredStructs(
  random: SeededRandom,
  { client, clock, count, isDeleted }: { client: number; clock: number; count: number; isDeleted: boolean },
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, count);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (let own = clock; own < clock + count; own++) {
      encoding.writeUint8(encoder, (isDeleted ? DELETED : STRING) | (own === 0 ? 0 : HAS_ORIGIN));
      if (own === 0) {
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarString(encoder, 'code');
      } else {
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, random.int(own));
      }
      if (isDeleted) encoding.writeVarUint(encoder, 1);
      else encoding.writeVarString(encoder, 'x');
    }
    encoding.writeVarUint(encoder, 0);
  });
}

// The first byte of a struct, as Yjs' Item.write has it.
const DELETED = 1;
const STRING = 4;
const HAS_ORIGIN = 0x80;
