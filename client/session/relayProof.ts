import type { RelayChallenge } from '../../shared/relay/relayChallenge.ts';
import { socketProtocols } from '../../shared/protocol/socketProtocols.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { newChallenge, provenId } from '../relay/identifyRelay.ts';
import type { RelayTrust } from '../relay/relayTrust.ts';
import { roomSyncUrl, type RelayUrl } from '../relay/relayUrl.ts';
import { openProven, type Proof } from './provenSocket.ts';

/** A socket to a room of the relay at `relayUrl`, which has to prove itself there, and to which `key` is shown. */
export function openRoomSocket(options: {
  socket: typeof WebSocket;
  trust: RelayTrust;
  relayUrl: RelayUrl;
  roomId: RoomId;
  key: string | undefined;
  metStranger: (id: RelayId | undefined) => void;
}): WebSocket {
  const { socket, trust, relayUrl, roomId, key, metStranger } = options;
  const challenge = newChallenge(relayUrl);
  const proof = relayProof({ trust, relayUrl, challenge, metStranger });
  return openProven(socket, roomSyncUrl(relayUrl, roomId, challenge), proof, socketProtocols(key));
}

/**
 * What the relay at `relayUrl` has to prove with this challenge. Calls `metStranger` with a relay that does
 * not.
 */
function relayProof(options: {
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
