import * as z from 'zod';
import { toBase64url } from '../../../shared/base64url.ts';
import type { RelayChallenge } from '../../../shared/relay/relayChallenge.ts';
import {
  type RelayId,
  type RelayIdentity,
  relayIdentitySchema,
} from '../../../shared/relay/relayIdentity.ts';
import { verifyRelay } from '../../../shared/relay/verifyRelay.ts';
import { askRelay } from '../session/askRelay.ts';
import type { RelayUrl } from '../session/relayUrl.ts';

/** A person waits for it, before anything is sent there. */
const TIMEOUT_MS = 15_000;

const NONCE_BYTES = 32;

/** What a relay at `address` is asked to sign; another one each time, so that no answer can be played back. */
export function newChallenge(address: RelayUrl): RelayChallenge {
  return { nonce: toBase64url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))), address };
}

/** The id that `identity` proves for this challenge; undefined where it proves none. */
export async function provenId(
  identity: RelayIdentity | undefined,
  challenge: RelayChallenge,
): Promise<RelayId | undefined> {
  return identity === undefined ? undefined : verifyRelay({ identity, ...challenge });
}

/**
 * Asks the relay at `address` who it is. There is no id where it proves none, as older relays do; `away` when nothing
 * answers. Nothing of the person's is sent.
 */
export async function identifyRelay(
  address: RelayUrl,
): Promise<{ readonly kind: 'answered'; readonly id: RelayId | undefined } | { readonly kind: 'away' }> {
  const challenge = newChallenge(address);
  const query = new URLSearchParams({ nonce: challenge.nonce, address: challenge.address });
  let text: string;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    ({ text } = await askRelay(`${address}/health?${query.toString()}`, { method: 'GET', signal }));
  } catch {
    return { kind: 'away' };
  }
  // A relay without its database (503) says who it is all the same; what is in front of one may answer anything.
  return { kind: 'answered', id: await provenId(identityIn(text), challenge) };
}

/** Just what is asked for: a newer relay may say more, and other things differently. */
const healthSchema = z.object({ relay: relayIdentitySchema.optional() });

function identityIn(answer: string): RelayIdentity | undefined {
  try {
    return healthSchema.parse(JSON.parse(answer)).relay;
  } catch {
    return undefined;
  }
}
