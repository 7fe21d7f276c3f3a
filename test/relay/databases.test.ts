import assert from 'node:assert/strict';
import type { CreatedRoomBody, RoomBody } from '../../shared/api/rooms.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { countUnbrokenRows } from '../support/queryDatabase.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';
import { codeOf, createRoomOn, request, requestJson } from './support/rest.ts';

/** What databases are known to break: four-byte characters, U+0000, quotes, trailing spaces, combining marks. */
const HARD_TEXT = 'ä€😀 \u0000 \'"`\\ e\u0301 \u2028 \u202e %_?$1 :name \u{10ffff}  \n\n ';

for (const kind of DATABASE_KINDS) {
  describe(`a relay on a database: ${kind.name}`, function () {
    this.timeout(120_000);
    let bundle: RelayBundle;
    let database: TestDatabase | undefined;
    let relay: RelayProcess | undefined;
    let url: string;

    before(async function () {
      bundle = await buildRelayBundle('databases');
      database = await databaseOrSkip(this, kind);
      relay = await startRelayProcess({
        bundle: bundle.file,
        environment: { DATABASE_URL: database.url, ROOMS_PER_HOUR: '0' },
      });
      url = relay.url;
    });
    after(async () => {
      await relay?.dispose();
      await database?.drop();
      await bundle.remove();
    });

    it('creates, reads, changes and deletes a room', async () => {
      const body = { name: 'One', language: 'python' };
      const created = await requestJson<CreatedRoomBody>(url, 'POST', '/rooms', body);
      const { owner_token: token, ...room } = created;
      assert.match(token, /^[\w-]{43}$/);
      assert.match(room.code, /^# Start coding here\.\.\./);
      assert.deepEqual(await requestJson(url, 'GET', `/rooms/${room.id}`), room);
      const change = { name: HARD_TEXT.trim(), language: 'rust', code: HARD_TEXT };
      const changed = await requestJson<RoomBody>(url, 'PATCH', `/rooms/${room.id}`, change);
      assert.deepEqual(
        { name: changed.name, language: changed.language, code: changed.code },
        { ...change, name: changed.name },
      );
      assert.ok(changed.updated_at >= room.updated_at);
      assert.equal(changed.created_at, room.created_at);
      assert.equal((await request(url, 'DELETE', `/rooms/${room.id}`)).status, 204);
      assert.equal((await request(url, 'GET', `/rooms/${room.id}`)).status, 404);
      assert.equal((await request(url, 'DELETE', `/rooms/${room.id}`)).status, 404);
    });

    it('lists rooms page by page, newest first, each once', async () => {
      const made: string[] = [];
      for (let count = 0; count < 7; count += 1) made.push((await createRoomOn(url, `text ${count}`)).id);
      const listed: RoomBody[] = [];
      for (let skip = 0; ; skip += 3) {
        const response = await request(url, 'GET', `/rooms?skip=${skip}&limit=3`);
        const page = (await response.json()) as RoomBody[];
        if (page.length === 0) {
          assert.equal(Number(response.headers.get('x-total-count')), listed.length);
          break;
        }
        listed.push(...page);
      }
      assert.equal(new Set(listed.map(({ id }) => id)).size, listed.length);
      assert.deepEqual(
        listed.map(({ created_at }) => created_at),
        listed.map(({ created_at }) => created_at).sort((a, b) => b.localeCompare(a)),
      );
      for (const [count, id] of made.entries()) {
        assert.equal(listed.find((room) => room.id === id)?.code, `text ${count}`);
      }
    });

    it('keeps two y-websocket clients and REST together, whatever the text', async () => {
      const room = await createRoomOn(url, HARD_TEXT);
      const anna = await joinAsPlainClient(url, room.id);
      const ben = await joinAsPlainClient(url, room.id);
      try {
        assert.equal(ben.text.toJSON(), HARD_TEXT);
        anna.text.insert(0, `anna ${HARD_TEXT}`);
        ben.text.insert(ben.text.length, `${HARD_TEXT} ben`);
        const both = `anna ${HARD_TEXT}${HARD_TEXT}${HARD_TEXT} ben`;
        await eventually('both to have both', () => [anna, ben].every(({ text }) => text.toJSON() === both));
        assert.equal(await codeOf(url, room.id), both);
        await requestJson(url, 'PATCH', `/rooms/${room.id}`, { code: `${both}!` });
        await eventually('the change by REST', () => ben.text.toJSON() === `${both}!`);
      } finally {
        anna.close();
        ben.close();
      }
    });

    if (kind.isShared) {
      it('has every room and text after a restart, and after a kill', async () => {
        const room = await createRoomOn(url, HARD_TEXT, 'kept');
        const anna = await joinAsPlainClient(url, room.id);
        anna.text.insert(0, 'typed ');
        await eventually('the text to arrive', async () => (await codeOf(url, room.id)).startsWith('typed '));
        const before = await requestJson<RoomBody[]>(url, 'GET', '/rooms');
        assert.equal(await relay!.stop(), 0);
        await relay!.restart();
        anna.close();
        const texts = (rooms: RoomBody[]) => rooms.map(({ id, code, name }) => ({ id, code, name }));
        assert.deepEqual(texts(await requestJson<RoomBody[]>(url, 'GET', '/rooms')), texts(before));

        const ben = await joinAsPlainClient(url, room.id);
        ben.text.insert(0, 'again ');
        await eventually('the text to arrive', async () => (await codeOf(url, room.id)).startsWith('again '));
        await relay!.kill();
        ben.close();
        await relay!.restart();
        assert.equal(await codeOf(url, room.id), `again typed ${HARD_TEXT}`);
        assert.ok((await countUnbrokenRows(database!.url)) > 3);
      });
    }
  });
}
