import assert from 'node:assert/strict';
import { memoryStore } from '../../test/support/memoryStore.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { parseRelayId, type RelayId } from '../../shared/relay/relayIdentity.ts';
import { parseRelayUrl, type RelayUrl } from './relayUrl.ts';
import { addressKey, KnownRelays } from './knownRelays.ts';

const [ONE, TWO] = ['1', '2'].map((digit) => parseRelayId(digit.repeat(43))!) as [RelayId, RelayId];
const [A, B, C] = ['a', 'b', 'c'].map((host) => {
  const parsed = parseRelayUrl(`https://${host}.example`);
  assert.ok('url' in parsed);
  return parsed.url;
}) as [RelayUrl, RelayUrl, RelayUrl];

describe('[U3] the relays that are known', () => {
  let store = memoryStore();
  let known: KnownRelays;
  beforeEach(() => {
    store = memoryStore();
    known = new KnownRelays(store, silentLog);
  });

  /** Met, and taken for what it seems; `judge` says what. */
  async function accept(address: RelayUrl, id: RelayId | undefined): Promise<string> {
    const meeting = known.judge(address, id);
    await known.accept(address, meeting);
    return meeting.kind;
  }

  it('a relay without an identity is its address, and what was kept by that stays its own once it has one', async () => {
    assert.equal(await accept(A, undefined), 'known');
    assert.equal(known.keyOf(A), addressKey(A));
    assert.notEqual(known.keyOf(A), known.keyOf(B));
    const before = known.keyOf(A);
    assert.equal(await accept(A, ONE), 'first');
    assert.equal(known.keyOf(A), ONE);
    assert.equal(known.renewed(before), known.keyOf(A));
    assert.deepEqual(known.keysOf(A), [ONE, before]);
    assert.deepEqual(known.expected(A), [ONE]);
    assert.deepEqual(known.expected(B), []);
  });

  it('[KR1] another address of a known relay is one only after the person has agreed', async () => {
    await accept(A, ONE);
    const meeting = known.judge(B, ONE);
    assert.equal(meeting.kind, 'elsewhere');
    assert.notEqual(known.keyOf(A), known.keyOf(B));
    assert.deepEqual(known.keysOf(B), [B]);
    await known.accept(B, meeting);
    assert.equal(known.keyOf(A), known.keyOf(B));
    assert.deepEqual(known.keysOf(B), [ONE, B, A]);
    assert.equal(known.judge(B, ONE).kind, 'known');
  });

  it('an address that proves another relay, or nothing any more, is a stranger', async () => {
    await accept(A, ONE);
    await accept(B, TWO);
    for (const id of [TWO, undefined]) assert.equal(known.judge(A, id).kind, 'stranger');
    assert.equal(known.judge(B, ONE).kind, 'stranger');
    assert.equal(known.judge(C, undefined).kind, 'known');
  });

  it('the person may say that it is the same relay with another key, or one that proves nothing', async () => {
    await accept(A, ONE);
    await accept(A, TWO);
    assert.equal(known.keyOf(A), ONE);
    for (const id of [ONE, TWO]) assert.equal(known.judge(A, id).kind, 'known');
    await accept(A, undefined);
    assert.equal(known.judge(A, undefined).kind, 'known');
    assert.deepEqual(known.expected(A), []);
    assert.equal(known.keyOf(A), ONE);
    // It can prove it again, so it has to from now on.
    await accept(A, ONE);
    assert.deepEqual(known.expected(A), [ONE, TWO]);
  });

  it('or that it is another one: then nothing of the old one is the new one’s', async () => {
    const early = known.keyOf(A);
    await accept(A, ONE);
    await known.replace(A, TWO);
    assert.equal(known.keyOf(A), TWO);
    assert.equal(known.renewed(early), ONE);
    assert.deepEqual(known.keysOf(A), [TWO]);
    assert.deepEqual(known.expected(A), [TWO]);
  });

  it('[KR2] two windows that learn of relays at the same time keep what both have learnt', async () => {
    const other = new KnownRelays(store, silentLog);
    await accept(A, ONE);
    await other.accept(B, other.judge(B, TWO));
    await other.load();
    await other.accept(C, other.judge(C, ONE));
    await known.load();
    assert.equal(known.keyOf(C), ONE);
    assert.equal(known.keyOf(B), TWO);
    assert.equal(known.keyOf(A), ONE);
  });

  it('what cannot be read of one relay leaves the others', async () => {
    await accept(A, ONE);
    store.values.set('broken.relay', Uint8Array.of(1, 2));
    store.values.set('other.relay', new TextEncoder().encode('{"ids":[],"addresses":["file:///x"]}'));
    await known.load();
    assert.equal(known.keyOf(A), ONE);
  });
});
