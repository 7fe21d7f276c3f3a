import * as z from 'zod';
import { toBase64url } from '../../shared/base64url.ts';
import type { RelayChallenge } from '../../shared/relay/relayChallenge.ts';
import { type RelayId, type RelayIdentity, relayIdentitySchema } from '../../shared/relay/relayIdentity.ts';
import { verifyRelay } from '../../shared/relay/verifyRelay.ts';
import { AnswerTooLargeError, askRelay, RedirectError } from './askRelay.ts';
import type { RelayUrl } from './relayUrl.ts';

/** A person waits for it, before anything is sent there. */
const TIMEOUT_MS = 15_000;

const NONCE_BYTES = 32;

/** Far more than a relay says of its health. */
const MAX_HEALTH_BYTES = 16 * 1024;

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
    const url = `${address}/health?${query.toString()}`;
    // A relay without its database (503) says who it is all the same.
    ({ text } = await askRelay(url, { method: 'GET', signal, maxBytes: MAX_HEALTH_BYTES }));
  } catch (error) {
    // What is in front of a relay may answer anything, and proves nothing by it.
    const isAnswer = error instanceof RedirectError || error instanceof AnswerTooLargeError;
    return isAnswer ? { kind: 'answered', id: undefined } : { kind: 'away' };
  }
  return { kind: 'answered', id: await provenId(identityIn(text), challenge) };
}

function identityIn(text: string): RelayIdentity | undefined {
  try {
    return healthSchema.safeParse(JSON.parse(text)).data?.relay;
  } catch {
    return undefined;
  }
}

/** Just what is asked for: a newer relay may say more, and other things differently. */
const healthSchema = z.object({ relay: relayIdentitySchema.optional() });
