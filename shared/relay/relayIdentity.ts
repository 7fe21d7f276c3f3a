import * as z from 'zod';

declare const brand: unique symbol;

/**
 * A relay's id: the SHA-256 of its public key (SPKI DER) in base64url, 43 characters. A relay is its key, whatever
 * addresses it has. Only `parseRelayId` makes one, and only `verifyRelay` says that a relay is the one of an id.
 */
export type RelayId = string & { readonly [brand]: 'RelayId' };

const RELAY_ID = /^[A-Za-z0-9_-]{43}$/;

/** The id in `text`, or undefined if it is not one. */
export function parseRelayId(text: string): RelayId | undefined {
  return RELAY_ID.test(text) ? (text as RelayId) : undefined;
}

/** What a relay says about itself. It is only a claim until `verifyRelay` confirms its signature. */
export const relayIdentitySchema = z.object({
  id: z.string().regex(RELAY_ID).describe('SHA-256 of public_key, base64url'),
  public_key: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,400}$/)
    .describe('ECDSA P-256, SPKI DER, base64url'),
  signature: z
    .string()
    .regex(/^[A-Za-z0-9_-]{86}$/)
    .optional()
    .describe('Of nonce and address, where the address is one of this relay: ECDSA SHA-256, r||s, base64url'),
});

export type RelayIdentity = z.infer<typeof relayIdentitySchema>;
