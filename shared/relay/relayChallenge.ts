import { fromBase64url } from '../base64url.ts';

/**
 * What a client asks a relay to sign: a number that it has never used before, and the address where it
 * believes the relay to be.
 */
export interface RelayChallenge {
  /** 16 to 64 random bytes in base64url. */
  readonly nonce: string;
  /** `https://host[:port][/path]`: normal, without a slash at the end. */
  readonly address: string;
}

/** Longer addresses are invalid. Browsers and proxies have similar limits. */
const MAX_ADDRESS_UNITS = 2_048;

/** The challenge, or the kind of refusal for its error. */
export function parseChallenge(
  nonce: string,
  address: string,
): { readonly challenge: RelayChallenge } | { readonly problem: 'badNonce' | 'badAddress' } {
  const { length = 0 } = fromBase64url(nonce) ?? {};
  if (length < 16 || length > 64) return { problem: 'badNonce' };
  if (normalAddress(address) !== address) return { problem: 'badAddress' };
  return { challenge: { nonce, address } };
}

/**
 * `text` as every end writes this address (a default port left out, no slash at the end); undefined if it is
 * not an address.
 */
export function normalAddress(text: string): string | undefined {
  if (text.length > MAX_ADDRESS_UNITS || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** The text that is signed. Neither a nonce nor a normal address has a line break, so that no two pairs share one. */
export function challengeText({ nonce, address }: RelayChallenge): string {
  return `tandem relay identity 1\n${nonce}\n${address}`;
}
