import { fromBase64url, toBase64url } from '../base64url.ts';
import { challengeText, type RelayChallenge } from './relayChallenge.ts';
import { parseRelayId, type RelayId, type RelayIdentity } from './relayIdentity.ts';

/**
 * The id of the relay that `identity` came from, or undefined if it did not prove that the id is the hash of
 * the key, and that the key has signed this nonce and this address. `address` is the one that the client
 * connected to, never one that the relay told. Resolves for every input; runs in Node and in a worker of a
 * secure context.
 */
export async function verifyRelay({
  identity,
  nonce,
  address,
}: RelayChallenge & { readonly identity: RelayIdentity }): Promise<RelayId | undefined> {
  const key = fromBase64url(identity.public_key);
  const signature = fromBase64url(identity.signature ?? '');
  if (key === undefined || signature?.length !== SIGNATURE_BYTES) return undefined;
  try {
    if ((await relayIdOf(key)) !== identity.id) return undefined;
    const publicKey = await crypto.subtle.importKey('spki', key, CURVE, false, ['verify']);
    const signed = new TextEncoder().encode(challengeText({ nonce, address }));
    const isGenuine = await crypto.subtle.verify(SIGNING, publicKey, signature, signed);
    return isGenuine ? parseRelayId(identity.id) : undefined;
  } catch {
    // Bytes that are not a key of this kind.
    return undefined;
  }
}

/** The id of the relay with this public key (SPKI DER). */
export async function relayIdOf(publicKey: Uint8Array<ArrayBuffer>): Promise<RelayId> {
  const hash = await crypto.subtle.digest('SHA-256', publicKey);
  const id = parseRelayId(toBase64url(new Uint8Array(hash)));
  if (id === undefined) throw new Error('A SHA-256 has 43 characters.');
  return id;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

/** r and s, 32 bytes each (IEEE P1363). */
const SIGNATURE_BYTES = 64;
