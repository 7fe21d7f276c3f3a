import assert from 'node:assert/strict';
import { type CreatedRoomBody, type RoomBody, shownName } from '../../shared/api/rooms.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { leaveDatabaseOf010, roomsOf010 } from '../support/fixtures010.ts';
import { countUnbrokenRows } from '../support/queryDatabase.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';
import { codeOf, requestJson } from './support/rest.ts';

for (const kind of DATABASE_KINDS.filter(({ isShared }) => isShared)) {
  describe(`a relay on a database that 0.1.0 left: ${kind.name}`, function () {
    this.timeout(120_000);
    const rooms = roomsOf010(kind.name);
    let bundle: RelayBundle;
    let database: TestDatabase | undefined;
    let relay: RelayProcess | undefined;

    before(async function () {
      bundle = await buildRelayBundle('of010');
      database = await databaseOrSkip(this, kind);
      await leaveDatabaseOf010(kind, database);
      relay = await startRelayProcess({ bundle: bundle.file, environment: { DATABASE_URL: database.url } });
    });
    after(async () => {
      await relay?.dispose();
      await database?.drop();
      await bundle.remove();
    });

    it('has every room with its name, language, times and text', async () => {
      assert.ok(rooms.length >= 4);
      const now = await requestJson<RoomBody[]>(relay!.url, 'GET', '/rooms?limit=100');
      for (const { room } of rooms) {
        const same = now.find(({ id }) => id === room.id);
        // Names lose what cannot be seen, whenever they were given.
        assert.deepEqual({ ...same, ...room, name: shownName.parse(room.name) }, same);
        assert.equal(await codeOf(relay!.url, room.id), room.code);
      }
      assert.equal(now.length, rooms.length);
      await countUnbrokenRows(database!.url);
    });

    it('takes the owner’s token of every room, and nobody else’s', async () => {
      for (const [at, { room, ownerToken }] of rooms.entries()) {
        assert.equal(await allow(room.id, rooms.at(at - 1)!.ownerToken), 403);
        assert.equal(await allow(room.id, ownerToken), 200);
      }
    });

    it('takes edits of these rooms, and keeps them over a restart', async () => {
      for (const { room } of rooms) {
        await requestJson(relay!.url, 'PATCH', `/rooms/${room.id}`, { code: `${room.code}and more` });
      }
      await relay!.kill();
      await relay!.restart();
      for (const { room } of rooms) assert.equal(await codeOf(relay!.url, room.id), `${room.code}and more`);
      const body = { name: 'New', language: 'python', code: 'new' };
      const created = await requestJson<CreatedRoomBody>(relay!.url, 'POST', '/rooms', body);
      assert.equal(await codeOf(relay!.url, created.id), 'new');
    });

    async function allow(id: string, token: string): Promise<number> {
      const response = await fetch(`${relay!.url}/rooms/${id}`, {
        method: 'PATCH',
        headers: {
          connection: 'close',
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ model_completions: true }),
      });
      return response.status;
    }
  });
}
