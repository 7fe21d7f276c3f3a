import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { queryDatabase } from '../support/queryDatabase.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';
import { codeOf, createRoomOn, requestJson } from './support/rest.ts';

for (const kind of DATABASE_KINDS.filter((candidate) => candidate.isShared)) {
  describe(`the start of a relay: ${kind.name}`, function () {
    this.timeout(120_000);
    let bundle: RelayBundle;
    let database: TestDatabase | undefined;
    const relays: RelayProcess[] = [];

    before(async () => {
      bundle = await buildRelayBundle('start');
    });
    after(() => bundle.remove());
    beforeEach(async function () {
      database = undefined;
      database = await databaseOrSkip(this, kind);
    });
    afterEach(async () => {
      await Promise.all(relays.splice(0).map((relay) => relay.dispose()));
      await database?.drop();
    });

    async function start(environment: Readonly<Record<string, string>> = {}): Promise<RelayProcess> {
      const given = { DATABASE_URL: database!.url, ...environment };
      const relay = await startRelayProcess({ bundle: bundle.file, environment: given });
      relays.push(relay);
      return relay;
    }

    /** What a relay printed that ended with 1 instead of starting. */
    async function refusal(environment: Readonly<Record<string, string>>): Promise<string> {
      const error = await start(environment).then(
        () => assert.fail('the relay has started'),
        (reason: unknown) => reason as Error,
      );
      const [, output] = /^the relay ended \(1\) before it was ready:\n([^]*)$/.exec(error.message) ?? [];
      assert.ok(output !== undefined, error.message);
      return output;
    }

    it('builds the tables once when two start on a new database, of which one serves it', async () => {
      const starts = await Promise.allSettled([start(), start()]);
      const refusals = starts.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      assert.equal(refusals.length, 1);
      // Its log and this come by two ways, in any order.
      assert.match(refusals[0]!, /^Another relay is using the database [^\n]+\.$/m);
      const [relay] = relays;
      const room = await createRoomOn(relay!.url, 'from the one');
      assert.equal(await codeOf(relay!.url, room.id), 'from the one');
      assert.equal((await requestJson<RoomBody[]>(relay!.url, 'GET', '/rooms')).length, 1);
      const migrations = await queryDatabase<{ name: string }>(
        database!.url,
        'SELECT name FROM migrations ORDER BY name',
      );
      assert.deepEqual(migrations, [...new Map(migrations.map((row) => [row.name, row])).values()]);
    });

    it('ends with one sentence when somebody else has its port, though the database is there', async () => {
      const other = net.createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as net.AddressInfo;
      try {
        const said = withoutLog(await refusal({ PORT: String(port) }));
        assert.equal(said, `PORT ${port} is in use; stop what uses it, or choose another: --port 8001.\n`);
      } finally {
        other.close();
      }
    });

    it('refuses tables of a newer version with one sentence', async () => {
      await (await start()).stop();
      await queryDatabase(
        database!.url,
        "INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')",
      );
      assert.equal(
        withoutLog(await refusal({})),
        'The database was written by a newer Tandem (it has "Later9999999999999"): update this relay.\n',
      );
    });

    if (kind.name === 'SQLite in a file') {
      for (const [file, problem] of [
        ['/dev/null/rooms.db', 'The folder /dev/null cannot be made.'],
        ['/proc/no/such/rooms.db', 'The folder /proc/no/such cannot be made.'],
        [os.tmpdir(), `${os.tmpdir()} is a folder; name a file in it`],
      ] as const) {
        it(`says that ${file} cannot be a database, and does not wait for it`, async () => {
          const output = await refusal({ DATABASE_URL: `sqlite:///${file}` });
          assert.ok(output.startsWith(problem), output);
          assert.match(output, /^[^\n]+DATABASE_URL\.\n$/);
        });
      }
    } else {
      it('waits for a database that comes later, and says so', async () => {
        const url = new URL(database!.url);
        const { port, close } = await refuseAtFirst(2, Number(url.port));
        url.port = String(port);
        try {
          const relay = await start({ DATABASE_URL: url.href });
          assert.match(relay.output(), /"msg":"waiting for the database"/);
          await createRoomOn(relay.url);
          await relay.kill();
        } finally {
          await close();
        }
      });

      it('ends with one sentence when no database comes, or it lets nobody in', async () => {
        const problem = /^The database failed: [^\n]*ECONNREFUSED[^\n]*\n$/;
        const nobody = new URL(database!.url);
        nobody.port = '9';
        const patient = await refusal({ DATABASE_URL: nobody.href, DATABASE_WAIT_SECONDS: '1' });
        assert.match(patient, /waiting for the database/);
        assert.match(withoutLog(patient), problem);
        const impatient = await refusal({ DATABASE_URL: nobody.href, DATABASE_WAIT_SECONDS: '0' });
        assert.match(impatient, problem);
        const absent = new URL(database!.url);
        absent.pathname = '/tandem_never_made';
        assert.match(await refusal({ DATABASE_URL: absent.href }), /^The database failed: [^\n]+\n$/);
      });
    }
  });
}

/** What is meant for the person who starts the relay. */
function withoutLog(output: string): string {
  return output.replaceAll(/^\{.*\n/gm, '');
}

/** A way to the database that cuts its first connections, as a server does that is just starting. */
async function refuseAtFirst(cuts: number, targetPort: number) {
  let count = 0;
  const server = net.createServer((client) => {
    client.on('error', () => client.destroy());
    count += 1;
    if (count <= cuts) {
      client.resetAndDestroy();
      return;
    }
    const target = net.connect(targetPort, '127.0.0.1');
    target.on('error', () => client.destroy());
    client.pipe(target).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { port: (server.address() as net.AddressInfo).port, close };
}
