import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { makeCertificate } from '../../test/support/certificate.ts';
import { databaseOrSkip, DATABASE_KINDS, type TestDatabase } from '../../test/support/databases.ts';
import { createRoom } from '../../test/support/storedRooms.ts';
import { openRoomStore } from './openRoomStore.ts';
import { StoreError } from './storeError.ts';

const postgres = DATABASE_KINDS.find((kind) => kind.name === 'PostgreSQL')!;

describe('[S36] a database behind TLS whose certificate nobody has signed', function () {
  this.timeout(60_000);
  let database: TestDatabase | undefined;
  let front: Awaited<ReturnType<typeof startPostgresFront>>;

  before(async function () {
    database = await databaseOrSkip(this, postgres);
    front = await startPostgresFront(Number(new URL(database.url).port));
  });
  after(async () => {
    front.close();
    await database?.drop();
  });

  const through = (query: string) => {
    const url = new URL(database!.url);
    url.port = String(front.port);
    return `${url.href}?${query}`;
  };

  for (const query of ['sslmode=require', 'sslmode=verify-full', 'ssl=true']) {
    for (const isExclusive of [false, true]) {
      it(`is refused with ${query} and one sentence that says what to do, ${isExclusive ? 'by a relay' : 'by others'}`, async () => {
        await assert.rejects(openRoomStore(through(query), { isExclusive }), (error: unknown) => {
          assert.ok(error instanceof StoreError && error.problem.kind === 'unsuitable-database');
          assert.match(error.message, /^The certificate [^\n]+NODE_EXTRA_CA_CERTS[^\n]+no-verify[^\n]+\.$/);
          return true;
        });
      });
    }
  }

  it('is used with sslmode=no-verify, and the operator is warned', async () => {
    const warnings: string[] = [];
    const store = await openRoomStore(through('sslmode=no-verify'), {
      isExclusive: true,
      warn: (message) => void warnings.push(message),
    });
    await createRoom(store);
    await store.close();
    assert.match(warnings.join('\n'), /no-verify/);
  });
});

/** PostgreSQL as it is, but with TLS: it is asked for with eight bytes, and begins after an S. */
async function startPostgresFront(targetPort: number) {
  const { certificate, key } = makeCertificate({ names: ['localhost'] });
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.once('data', () => {
      client.write('S');
      const secure = new tls.TLSSocket(client, { isServer: true, cert: certificate, key });
      const target = net.connect(targetPort, '127.0.0.1');
      sockets.add(target);
      secure.on('error', () => target.destroy());
      target.on('error', () => secure.destroy());
      secure.pipe(target).pipe(secure);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
