import { type AnsweringRefusal, refuse } from '../../shared/protocol/refusal.ts';
import { parseChallenge } from '../../shared/relay/relayChallenge.ts';
import type { RelayIdentity } from '../../shared/relay/relayIdentity.ts';
import type { Addressed, RelayNames } from '../names/relayNames.ts';
import type { RelayKey } from './relayKey.ts';

/** What the relay says of itself, or why it does not answer the question (400). */
export type Introduction = { readonly identity: RelayIdentity } | { readonly problem: AnsweringRefusal };

/**
 * Answers who the relay is. It signs its own addresses and no others: for another one it would lend its name to
 * whoever passes questions on from there.
 */
export class Introductions {
  readonly #key: RelayKey;
  readonly #names: RelayNames;

  constructor(key: RelayKey, names: RelayNames) {
    this.#key = key;
    this.#names = names;
  }

  /** For `nonce` and `address` in the query; without them there is nothing to sign. */
  answer(request: Addressed, query: URLSearchParams): Introduction {
    const [nonce, address] = [query.get('nonce'), query.get('address')];
    const { id, publicKey: public_key } = this.#key;
    if (nonce === null && address === null) return { identity: { id, public_key } };
    if (nonce === null || address === null) return { problem: refuse('challengeHalved') };
    const parsed = parseChallenge(nonce, address);
    if ('problem' in parsed) return { problem: refuse(parsed.problem) };
    if (!this.#names.isOwnAddress(address, request)) return { identity: { id, public_key } };
    return { identity: { id, public_key, signature: this.#key.sign(parsed.challenge) } };
  }
}
