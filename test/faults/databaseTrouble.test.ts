import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { codeOf, createRoomOn, request } from '../relay/support/rest.ts';
import { edit, syncWire, updateMessage, type WireClient } from '../relay/support/wireClient.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';

/** What people see while a real database does not take anything, and afterwards. */
describe('while the database is in trouble', function () {
  this.timeout(180_000);
  let bundle: RelayBundle;
  let relay: RelayProcess | undefined;
  const clients: WireClient[] = [];

  before(async () => (bundle = await buildRelayBundle('trouble')));
  after(() => bundle.remove());
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await relay?.dispose();
    relay = undefined;
  });

  for (const kind of DATABASE_KINDS.filter(({ name }) => /SQL or|Postgre/.test(name))) {
    describe(kind.name, () => {
      let database: TestDatabase | undefined;
      let network: TcpProxy | undefined;

      beforeEach(async function () {
        database = await databaseOrSkip(this, kind);
        const url = new URL(database.url);
        network = await startTcpProxy({ targetPort: Number(url.port) });
        url.port = String(network.port);
        relay = await start(url.href);
      });
      afterEach(async () => {
        await relay?.dispose();
        await network?.close();
        await database?.drop();
      });

      it('[F3] edits wait, nobody is told that they are saved, and all is stored when it is back', async () => {
        const { room, writer, reader } = await enter('start ');
        network?.refuse();
        network?.cut();
        writer.type('typed without a database ');
        await writer.client.heard(
          'control',
          ({ message }) => message.kind === 'notice' && message.code === 'not_saved',
        );
        assert.equal(writer.client.saved, 1);
        assert.ok(reader.client.received.every(({ kind }) => kind !== 'update'));
        assert.equal((await request(relay!.url, 'GET', '/health')).status, 503);

        // Everybody leaves before anything could be stored: the room has to stay for it.
        writer.client.close();
        reader.client.close();
        network?.accept();
        await eventually(
          'it to be stored',
          async () => (await codeOf(relay!.url, room)) === 'start typed without a database ',
        );
        assert.equal((await request(relay!.url, 'GET', '/health')).status, 200);
      });

      it('[F6] a slow database delays, and loses or doubles nothing', async () => {
        const { room, writer, reader } = await enter('');
        network?.setDelay(300);
        for (let word = 0; word < 30; word++) writer.type(`w${word} `);
        await eventually('the last to be saved', () => writer.client.saved === 31);
        network?.setDelay(0);
        const expected = Array.from({ length: 30 }, (_, word) => `w${word} `).join('');
        assert.equal(await codeOf(relay!.url, room), expected);
        assert.equal(textOf(reader), expected);
      });
    });
  }

  it('[F4] SQLite locked by another program: edits wait until it lets go', async () => {
    relay = await start();
    const { room, writer } = await enter('');
    const other = new DatabaseSync(relay.databaseFile);
    other.exec('BEGIN IMMEDIATE');
    writer.type('locked out ');
    await writer.client.heard(
      'control',
      ({ message }) => message.kind === 'notice' && message.code === 'not_saved',
    );
    assert.equal(writer.client.saved, 1);
    other.exec('COMMIT');
    other.close();
    await eventually('it to be saved', () => writer.client.saved === 2);
    assert.equal(await codeOf(relay.url, room), 'locked out ');
  });

  it('[F5] a full disk: edits wait, reading goes on, and all is stored when there is room', async function () {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-full-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });
    } catch {
      console.log('      skipped: this account may not mount a small disk');
      fs.rmdirSync(folder);
      return this.skip();
    }
    try {
      relay = await start(`sqlite:///${path.join(folder, 'tandem.db')}`);
      const { room, writer } = await enter('kept ');
      const page = 'x'.repeat(100_000);
      const isFull = () =>
        writer.client.received.some(
          (one) =>
            one.kind === 'control' && one.message.kind === 'notice' && one.message.code === 'not_saved',
        );
      let pages = 0;
      while (!isFull() && pages < 60) {
        writer.type(page);
        pages++;
        await eventually('an answer', () => writer.client.saved === pages + 1 || isFull());
      }
      assert.ok(isFull(), 'the disk never got full');
      assert.ok(writer.client.saved < pages + 1);
      assert.match(await codeOf(relay.url, room), /^kept x*$/);
      execFileSync('mount', ['-o', 'remount,size=64m', folder]);
      await eventually('all of it to be saved', () => writer.client.saved === pages + 1);
      assert.equal(await codeOf(relay.url, room), `kept ${page.repeat(pages)}`);
    } finally {
      await relay?.dispose();
      execFileSync('umount', ['--lazy', folder]);
      fs.rmdirSync(folder);
    }
  });

  function start(databaseUrl?: string): Promise<RelayProcess> {
    return startRelayProcess({
      bundle: bundle.file,
      environment: { LOG_LEVEL: 'fatal', ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
    });
  }

  interface Person {
    readonly client: WireClient;
    readonly doc: Y.Doc;
    type(text: string): void;
  }

  async function enter(code: string): Promise<{ room: string; writer: Person; reader: Person }> {
    const url = relay!.url;
    const { id } = await createRoomOn(url, code);
    const join = async (): Promise<Person> => {
      const doc = new Y.Doc();
      const client = await syncWire(url, id, doc);
      clients.push(client);
      await eventually('the step 2 to be counted', () => client.saved === 1);
      const type = (text: string) =>
        client.send(updateMessage(edit(doc, (shared) => shared.insert(shared.length, text))));
      return { client, doc, type };
    };
    const [writer, reader] = [await join(), await join()];
    return { room: id, writer, reader };
  }

  function textOf({ client, doc }: Person): string {
    for (const message of client.received) if (message.kind === 'update') Y.applyUpdate(doc, message.update);
    return doc.getText('code').toString();
  }
});
