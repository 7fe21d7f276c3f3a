import { askRelay } from './askRelay.ts';
import type { RelayUrl } from './relayUrl.ts';

const TIMEOUT_MS = 15_000;

/**
 * Whether the relay takes this for a team key; undefined where nobody can tell now. To a key that it does not know, a relay
 * says of every room that it does not exist: so this tells a room that is gone from a key that is.
 */
export async function isKeyTaken(relay: RelayUrl, key: string): Promise<boolean | undefined> {
  try {
    const { status, isOk } = await askRelay(`${relay}/rooms?fields=summary&limit=1`, {
      method: 'GET',
      headers: { Authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return status === 401 ? false : isOk || undefined;
  } catch {
    return undefined;
  }
}
