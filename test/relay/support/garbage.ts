import type { SeededRandom } from '../../support/seed.ts';
import { syncMessage } from './wireClient.ts';

/** Mostly something that looks like a message for long enough to reach the guards. */
export function garbage(random: SeededRandom): Uint8Array {
  const bytes = Uint8Array.from({ length: random.int(64) }, () => random.int(256));
  if (random.chance(0.2)) return bytes;
  if (random.chance(0.3)) return Uint8Array.of(1, bytes.length, ...bytes);
  return syncMessage(random.chance(0.9) ? 2 : random.int(3), bytes);
}
