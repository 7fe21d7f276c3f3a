import * as z from 'zod';
import { toBase64url } from '../../shared/base64url.ts';
import type { RelayChallenge } from '../../shared/relay/relayChallenge.ts';
import { type RelayId, type RelayIdentity, relayIdentitySchema } from '../../shared/relay/relayIdentity.ts';
import { verifyRelay } from '../../shared/relay/verifyRelay.ts';
import { AnswerTooLargeError, askRelay, RedirectError } from './askRelay.ts';
import type { RelayUrl } from './relayUrl.ts';

/** A person waits for this before anything is sent there. */
const TIMEOUT_MS = 15_000;

const NONCE_BYTES = 32;

/** Far more than a relay says about its health. */
const MAX_HEALTH_BYTES = 16 * 1024;

/** What a relay at `address` must sign. It differs each time, so that nobody can replay an answer. */
export function newChallenge(address: RelayUrl): RelayChallenge {
  return { nonce: toBase64url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))), address };
}

/** The id that `identity` proves for this challenge; undefined if it proves none. */
export async function provenId(
  identity: RelayIdentity | undefined,
  challenge: RelayChallenge,
): Promise<RelayId | undefined> {
  return identity === undefined ? undefined : verifyRelay({ identity, ...challenge });
}

/**
 * Asks the relay at `address` who it is. Older relays cannot prove an id, so the answer has none. The result
 * is `away` if nothing answers. The request contains nothing about the person.
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
    // A relay without its database (503) still says who it is.
    ({ text } = await askRelay(url, { method: 'GET', signal, maxBytes: MAX_HEALTH_BYTES }));
  } catch (error) {
    // A server in front of a relay may answer anything, which proves nothing.
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

/** Reads only the needed fields, because a newer relay may say more, or say other things differently. */
const healthSchema = z.object({ relay: relayIdentitySchema.optional() });
