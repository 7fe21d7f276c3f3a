import type { RelayChallenge } from '../../shared/relay/relayChallenge.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import { provenId } from '../relay/identifyRelay.ts';
import type { RelayTrust } from '../relay/relayTrust.ts';
import type { RelayUrl } from '../relay/relayUrl.ts';
import type { Proof } from './provenSocket.ts';

/**
 * What the relay at `relayUrl` has to prove with this challenge. Calls `metStranger` with a relay that does
 * not.
 */
export function relayProof(options: {
  trust: RelayTrust;
  relayUrl: RelayUrl;
  challenge: RelayChallenge;
  metStranger: (id: RelayId | undefined) => void;
}): Proof {
  const { trust, relayUrl, challenge, metStranger } = options;
  const expected = trust.expected(relayUrl);
  return {
    expected,
    prove: (identity) => provenId(identity, challenge),
    met: (id) => {
      if (expected.length > 0 && !expected.some((one) => one === id)) metStranger(id);
      else trust.met(relayUrl, id);
    },
  };
}
