import assert from 'node:assert/strict';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { HOSTILE_WORDS } from '../support/hostileWords.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

describe('[U16] names and languages of rooms', function () {
  this.timeout(30_000);
  let relay: TestRelay;
  afterEach(() => relay.relay.stop());

  it('are kept as people can see them, or refused when there is nothing to see', async () => {
    relay = await startTestRelay();
    const { id } = (await (
      await relay.request('POST', '/rooms', { name: 'x', language: 'go' })
    ).json()) as RoomBody;
    for (const word of HOSTILE_WORDS) {
      for (const fields of [
        { name: word, language: 'go' },
        { name: 'x', language: word },
      ]) {
        for (const response of [
          await relay.request('POST', '/rooms', fields),
          await relay.request('PATCH', `/rooms/${id}`, fields),
        ]) {
          if (response.status === 422) {
            await response.body?.cancel();
            continue;
          }
          assert.ok(response.ok, `${JSON.stringify(word)} is answered with ${response.status}`);
          const { name, language } = (await response.json()) as RoomBody;
          for (const kept of [name, language]) {
            assert.doesNotMatch(kept, HIDDEN);
            assert.ok(kept.trim() !== '');
          }
        }
      }
    }
    for (const nothing of ['\u200B\u2060', '\u3164', '\n\0', '\u202E']) {
      for (const fields of [{ name: nothing }, { language: nothing }]) {
        const response = await relay.request('PATCH', `/rooms/${id}`, fields);
        assert.equal(response.status, 422, JSON.stringify(nothing));
      }
    }
  });

  it('are shown so that they can be seen, when an older relay has stored others', async () => {
    const store = createMemoryRoomStore();
    const id = parseRoomId('A'.repeat(22));
    assert.ok(id !== undefined);
    const at = new Date(0);
    const rest = { createdAt: at, updatedAt: at, modelCompletions: false, ownerTokenHash: '' };
    const state = Uint8Array.of(0, 0);
    await store.createRoom(
      { id, name: 'a\nb\u202Egnp.js\0', language: '\u200B', ...rest },
      { roomId: id, sequence: 1, participant: 'relay', update: state, createdAt: at },
      { sequence: 1, state, text: '' },
    );
    relay = await startTestRelay({ store });
    const read = async (path: string) => (await relay.request('GET', path)).text();
    assert.match(await read(`/rooms/${id}`), /"name":"a bgnp\.js",.*"language":"plaintext"/);
    assert.match(await read('/rooms'), /"name":"a bgnp\.js"/);
    assert.match(await read('/rooms?fields=summary'), /"name":"a bgnp\.js"/);
    assert.match(await read(`/join/${id}`), /a bgnp\.js/);
  });
});
