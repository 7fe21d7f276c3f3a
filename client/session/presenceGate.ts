import type { Awareness } from 'y-protocols/awareness';
import { encodeAwareness, inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import { MAX_PRESENCE_ENTRIES } from '../../shared/limits.ts';

/** Remembers for a while who left, so that a late message does not bring them back. */
const MAX_REMEMBERED = 10 * MAX_PRESENCE_ENTRIES;

/**
 * The acceptable part of an awareness update: no more people than a room has, and nothing that speaks for
 * this window. Undefined if no relay would have sent it.
 */
export function admitPresence(update: Uint8Array, awareness: Awareness): Uint8Array | undefined {
  const verdict = inspectAwareness(update);
  if (verdict.kind === 'refused') return undefined;
  const { states, meta, clientID } = awareness;
  let room = MAX_PRESENCE_ENTRIES - states.size;
  const admitted = verdict.entries.filter(({ clientId, state }) => {
    // If a message says that this window is gone, y-protocols answers it.
    if (clientId === clientID) return state === undefined;
    if (state === undefined) return meta.has(clientId);
    return states.has(clientId) || room-- > 0;
  });
  forgetSome(awareness);
  return admitted.length === verdict.entries.length ? update : encodeAwareness(admitted);
}

function forgetSome({ states, meta }: Awareness): void {
  if (meta.size <= MAX_REMEMBERED) return;
  for (const id of meta.keys()) if (!states.has(id)) meta.delete(id);
}
