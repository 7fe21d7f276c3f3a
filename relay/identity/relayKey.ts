import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { toBase64url } from '../../shared/base64url.ts';
import { challengeText, type RelayChallenge } from '../../shared/relay/relayChallenge.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import { relayIdOf } from '../../shared/relay/verifyRelay.ts';
import type { RoomStore } from '../store/roomStore.ts';

/** Who this relay is: a key that its database keeps. Nothing gives the private half out. */
export class RelayKey {
  readonly id: RelayId;
  /** SPKI DER in base64url. */
  readonly publicKey: string;
  readonly #privateKey: KeyObject;

  private constructor(id: RelayId, publicKey: string, privateKey: KeyObject) {
    this.id = id;
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  /** The key in `store`; the first start of a relay on its database makes it. */
  static async of(store: Pick<RoomStore, 'relayKey'>): Promise<RelayKey> {
    const { privateKey: made } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kept = await store.relayKey(made.export({ type: 'pkcs8', format: 'der' }));
    const privateKey = createPrivateKey({ key: Buffer.from(kept), type: 'pkcs8', format: 'der' });
    const publicKey = Uint8Array.from(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
    return new RelayKey(await relayIdOf(publicKey), toBase64url(publicKey), privateKey);
  }

  /** Whether this relay may sign `challenge` at all is for relayNames.ts to say. */
  sign(challenge: RelayChallenge): string {
    const key = { key: this.#privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return toBase64url(sign('sha256', Buffer.from(challengeText(challenge)), key));
  }
}
