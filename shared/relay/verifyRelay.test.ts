import assert from 'node:assert/strict';
import { RelayKey } from '../../relay/identity/relayKey.ts';
import { toBase64url, fromBase64url } from '../base64url.ts';
import { type RelayChallenge, normalAddress, parseChallenge } from './relayChallenge.ts';
import { parseRelayId, type RelayIdentity, relayIdentitySchema } from './relayIdentity.ts';
import { verifyRelay } from './verifyRelay.ts';

const CHALLENGE: RelayChallenge = {
  nonce: toBase64url(new Uint8Array(16).fill(7)),
  address: 'https://relay.example',
};

describe('[U3] who a relay is', () => {
  let key: RelayKey;
  let other: RelayKey;
  before(async () => {
    key = await makeKey();
    other = await makeKey();
  });

  const answerOf = (from: RelayKey): RelayIdentity => ({
    id: from.id,
    public_key: from.publicKey,
    signature: from.sign(CHALLENGE),
  });

  it('is the id of its key, where the key has signed what was asked', async () => {
    const identity = answerOf(key);
    assert.equal(await verifyRelay({ identity, ...CHALLENGE }), key.id);
    assert.deepEqual(relayIdentitySchema.parse(identity), identity);
    assert.equal(parseRelayId(identity.id), key.id);
  });

  const forgeries: Record<string, () => { identity: RelayIdentity } & RelayChallenge> = {
    'another nonce': () => ({
      identity: answerOf(key),
      ...CHALLENGE,
      nonce: toBase64url(new Uint8Array(16)),
    }),
    'another host': () => ({ identity: answerOf(key), ...CHALLENGE, address: 'https://evil.example' }),
    'another port': () => ({ identity: answerOf(key), ...CHALLENGE, address: 'https://relay.example:444' }),
    'another path': () => ({ identity: answerOf(key), ...CHALLENGE, address: 'https://relay.example/x' }),
    'no signature': () => ({ identity: { id: key.id, public_key: key.publicKey }, ...CHALLENGE }),
    'an id of somebody else': () => ({ identity: { ...answerOf(key), id: other.id }, ...CHALLENGE }),
    'a key of somebody else': () => ({
      identity: { ...answerOf(key), public_key: other.publicKey },
      ...CHALLENGE,
    }),
    'id and key of somebody else': () => ({
      identity: { ...answerOf(key), id: other.id, public_key: other.publicKey },
      ...CHALLENGE,
    }),
    'a key that is none': () => ({ identity: { ...answerOf(key), public_key: 'AAAA' }, ...CHALLENGE }),
    'a key that is no base64url': () => ({ identity: { ...answerOf(key), public_key: '=' }, ...CHALLENGE }),
    'a shorter signature': () => ({
      identity: { ...answerOf(key), signature: answerOf(key).signature!.slice(0, -4) },
      ...CHALLENGE,
    }),
    'a signature of zeros': () => ({
      identity: { ...answerOf(key), signature: 'A'.repeat(86) },
      ...CHALLENGE,
    }),
  };
  for (const [forgery, make] of Object.entries(forgeries)) {
    it(`is not told by ${forgery}`, async () => {
      assert.equal(await verifyRelay(make()), undefined);
    });
  }

  for (const address of [
    'https://relay.example/',
    'https://relay.example:443',
    'https://RELAY.example',
    'https://relay.example?x',
    'https://relay.example#x',
    'https://user@relay.example',
    'https://relay.example\n',
    ' https://relay.example',
    'wss://relay.example',
    'relay.example',
    '',
    `https://relay.example/${'x'.repeat(2_048)}`,
  ]) {
    it(`is not asked for the address ${JSON.stringify(address.slice(0, 40))}, which is not written as all write it`, () => {
      assert.ok('problem' in parseChallenge(CHALLENGE.nonce, address));
    });
  }

  for (const [bytes, isTaken] of [
    [0, false],
    [15, false],
    [16, true],
    [64, true],
    [65, false],
  ] as const) {
    it(`${isTaken ? 'takes' : 'does not take'} a nonce of ${bytes} bytes`, () => {
      const parsed = parseChallenge(toBase64url(new Uint8Array(bytes)), CHALLENGE.address);
      assert.equal('challenge' in parsed, isTaken);
    });
  }

  it('has one spelling for one address', () => {
    assert.equal(normalAddress('HTTPS://Relay.Example:443/team//'), 'https://relay.example/team');
    assert.equal(normalAddress('http://[::1]:8000/'), 'http://[::1]:8000');
  });

  it('has one text for the same bytes, and none for other characters', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    assert.deepEqual(fromBase64url(toBase64url(bytes)), bytes);
    for (const text of ['A', 'AB', 'AA==', 'A+', 'A/', 'A A', 'ä'])
      assert.equal(fromBase64url(text), undefined, text);
  });
});

function makeKey(): Promise<RelayKey> {
  return RelayKey.of({ relayKey: (made) => Promise.resolve(made) });
}
