import * as encoding from 'lib0/encoding';

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
