import * as encoding from 'lib0/encoding';

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function repeated(bytes: Uint8Array, times: number): Uint8Array {
  return new Uint8Array(bytes.length * times).map((_, i) => bytes[i % bytes.length] ?? 0);
}

export function varUints(...numbers: readonly number[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of numbers) encoding.writeVarUint(encoder, number);
  });
}
