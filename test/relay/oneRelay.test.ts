import assert from 'node:assert/strict';
import fs from 'node:fs';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { enterRoom, type Person } from '../support/person.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';
import { codeOf, createRoomOn, request } from './support/rest.ts';

for (const kind of DATABASE_KINDS.filter((candidate) => candidate.isShared)) {
  describe(`one relay a database: ${kind.name}`, function () {
    this.timeout(120_000);
    const isServer = kind.name !== 'SQLite in a file';
    let bundle: RelayBundle;
    let database: TestDatabase | undefined;
    let network: TcpProxy | undefined;
    const relays: RelayProcess[] = [];
    const people: Person[] = [];

    before(async () => (bundle = await buildRelayBundle('one-relay')));
    after(() => bundle.remove());
    beforeEach(async function () {
      database = undefined;
      database = await databaseOrSkip(this, kind);
    });
    afterEach(async () => {
      for (const { client } of people.splice(0)) client.close();
      await Promise.all(relays.splice(0).map((relay) => relay.dispose()));
      await network?.close();
      network = undefined;
      await database?.drop();
    });

    async function start(
      environment: Readonly<Record<string, string>> = {},
      onOutput?: (text: string) => void,
    ): Promise<RelayProcess> {
      const given = { DATABASE_URL: database!.url, LOG_LEVEL: 'info', ...environment };
      const relay = await startRelayProcess({
        bundle: bundle.file,
        environment: given,
        ...(onOutput !== undefined && { onOutput }),
      });
      relays.push(relay);
      return relay;
    }

    /** A relay whose way to its database the test can cut; a file has no such way. */
    async function startBehindNetwork(): Promise<RelayProcess> {
      if (!isServer) return start();
      const url = new URL(database!.url);
      network = await startTcpProxy({ targetPort: Number(url.port) });
      url.port = String(network.port);
      return start({ DATABASE_URL: url.href });
    }

    async function enter(relay: RelayProcess, room: string, doc?: Person['doc']): Promise<Person> {
      const person = await enterRoom(relay.url, room, doc);
      people.push(person);
      return person;
    }

    /** Beside the database, where that is a file. */
    const lockFile = () => `${parseSqlitePath(database!.url)}.lock`;

    const health = async (relay: RelayProcess) => (await request(relay.url, 'GET', '/health')).status;

    it('[H9] a second relay is refused with one sentence, and the first one goes on', async () => {
      const first = await start();
      const { id } = await createRoomOn(first.url);
      const anna = await enter(first, id);
      for (const environment of [{}, { DATABASE_WAIT_SECONDS: '0' }]) {
        await assert.rejects(start(environment), ({ message }: Error) => {
          const [, output] = /^the relay ended \(1\) before it was ready:\n([^]*)$/.exec(message) ?? [];
          assert.ok(output !== undefined, message);
          const said = output.replaceAll(/^\{.*\n/gm, '');
          assert.match(
            said,
            /^Another relay is using the database [^\n]+: stop that one, or give this one another DATABASE_URL\.\n$/,
          );
          const name = isServer ? new URL(database!.url).pathname.slice(1) : 'rooms.db';
          assert.ok(said.includes(name), said);
          return true;
        });
      }
      anna.type('typed meanwhile');
      await eventually('it to be saved', () => anna.client.saved === 2);
      assert.equal(await codeOf(first.url, id), 'typed meanwhile');
    });

    it('[F1] a relay that was killed is in nobody’s way', async () => {
      const first = await start();
      const { id } = await createRoomOn(first.url, 'kept');
      await first.kill();
      // Without any patience: the lock has to be free.
      const second = await eventually('the next to start', () => start({ DATABASE_WAIT_SECONDS: '0' }));
      assert.equal(await codeOf(second.url, id), 'kept');
      await assert.rejects(first.restart(), /Another relay is using/);
    });

    it('a relay that is started before the old one has ended waits for it', async () => {
      const first = await start();
      const { id } = await createRoomOn(first.url, 'kept');
      const { promise: isWaiting, resolve } = Promise.withResolvers<undefined>();
      const second = start({}, (text) => {
        if (text.includes('"seconds":5') && text.includes('"msg":"waiting for the other relay to end"'))
          resolve(undefined);
      });
      await Promise.race([isWaiting, second]);
      assert.equal(relays.length, 1, 'the second has not waited');
      assert.equal(await first.stop(), 0);
      assert.equal(await codeOf((await second).url, id), 'kept');
    });

    it('[H9] a relay that has lost its database to another one stops, and its people move on', async () => {
      const first = await startBehindNetwork();
      const { id } = await createRoomOn(first.url, 'start ');
      const anna = await enter(first, id);
      anna.type('acknowledged ');
      await eventually('it to be saved', () => anna.client.saved === 2);

      if (isServer) {
        network!.refuse();
        network!.cut();
      } else {
        // It looks every two seconds, and takes the lock again: the other one may need longer to start.
        process.kill(first.pid!, 'SIGSTOP');
        fs.rmSync(lockFile());
      }
      const second = await eventually('the other to start', () => start());
      if (!isServer) process.kill(first.pid!, 'SIGCONT');
      const ben = await enter(second, id);
      network?.accept();

      const { code } = await anna.client.closed;
      assert.equal(code, 1012);
      assert.equal(
        await eventually('the first to say so', async () => (await health(first)) === 503 && 503),
        503,
      );
      assert.equal((await request(first.url, 'PATCH', `/rooms/${id}`, { name: 'x' })).status, 503);
      assert.equal((await request(first.url, 'GET', `/rooms/${id}`)).status, 503);
      assert.equal((await request(first.url, 'POST', '/rooms', { name: 'x', language: 'go' })).status, 503);
      assert.equal((await request(first.url, 'DELETE', `/rooms/${id}`)).status, 503);
      assert.match(first.output(), /"msg":"the database cannot be used; edits wait in memory"/);

      ben.type('and on');
      await eventually('it to be saved', () => ben.client.saved === 2);
      assert.equal(await codeOf(second.url, id), 'start acknowledged and on');

      // The other way round, too: the first serves again when it has the database for itself.
      ben.client.close();
      assert.equal(await second.stop(), 0);
      await eventually('the first to be well', async () => (await health(first)) === 200);
      assert.equal(await codeOf(first.url, id), 'start acknowledged and on');
      const again = await enter(first, id, anna.doc);
      assert.equal(again.doc.getText('code').toJSON(), 'start acknowledged and on');
    });

    it('[F7] a relay whose lock broke takes it again, and people notice nothing that lasts', async () => {
      const relay = await startBehindNetwork();
      const { id } = await createRoomOn(relay.url);
      const anna = await enter(relay, id);
      for (let round = 1; round <= 3; round++) {
        if (isServer) network!.cut();
        else fs.rmSync(lockFile());
        anna.type(`${round} `);
        await eventually('it to be saved', () => anna.client.saved === round + 1);
        if (!isServer) await eventually('another lock', () => fs.existsSync(lockFile()));
      }
      await eventually('a healthy relay', async () => (await health(relay)) === 200);
      assert.equal(anna.client.socket.readyState, anna.client.socket.OPEN);
      assert.equal(await codeOf(relay.url, id), '1 2 3 ');
      await assert.rejects(start({ DATABASE_WAIT_SECONDS: '0' }), /Another relay is using/);
    });
  });
}

function parseSqlitePath(url: string): string {
  return url.replace(/^sqlite:\/\/\//, '');
}
