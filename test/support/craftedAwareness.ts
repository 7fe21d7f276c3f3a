import * as encoding from 'lib0/encoding';

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
