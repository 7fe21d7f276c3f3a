import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { MAX_BODY_BYTES, MAX_MESSAGE_BYTES } from '../../shared/limits.ts';
import { MAX_ARRIVING_BYTES } from '../../relay/costs/memoryLimits.ts';
import { LONG_MESSAGE_BYTES } from '../../relay/limits.ts';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { createRoomOn, request } from '../relay/support/rest.ts';
import { edit, syncWire, updateMessage } from '../relay/support/wireClient.ts';
import { craftUpdate, text } from '../support/craftedUpdate.ts';
import { eventually } from '../support/eventually.ts';
import { rawUpgrade } from '../support/rawUpgrade.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { residentMiB } from '../support/residentMiB.ts';

const MEBIBYTE = 1024 * 1024;

/** What is kept for those that may come, and as much again for what the rest have in their buffers, and for chance. */
const MOST_MIB = (2 * MAX_ARRIVING_BYTES) / MEBIBYTE;

describe('[H8] what never comes whole', function () {
  this.timeout(120_000);
  let bundle: RelayBundle;
  let relay: RelayProcess;
  const sockets: net.Socket[] = [];

  before(async () => (bundle = await buildRelayBundle('unfinished')));
  beforeEach(async () => (relay = await startRelayProcess({ bundle: bundle.file })));
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await relay.dispose();
  });
  after(() => bundle.remove());

  const connect = (): net.Socket => {
    const socket = net.connect(relay.port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  /** Sends all but the last byte, as fast as the relay reads. */
  const begin = (socket: net.Socket, head: Buffer, bytes: number) => {
    socket.write(head);
    socket.write(Buffer.alloc(bytes - 1));
  };
  /** Resolves with the most memory that the relay had, when it reads no more of anybody. */
  const peakMiB = async (): Promise<number> => {
    let [peak, before, quiet] = [0, -1, 0];
    while (quiet < 8) {
      await wait(250);
      peak = Math.max(peak, residentMiB(relay.pid!));
      const left = sockets.reduce((sum, socket) => sum + socket.writableLength, 0);
      quiet = left === before ? quiet + 1 : 0;
      before = left;
    }
    return peak;
  };

  it('by WebSocket takes the memory of eight messages, and leaves others a place in the end', async () => {
    const room = await createRoomOn(relay.url);
    const before = residentMiB(relay.pid!);
    for (let i = 0; i < 40; i++) {
      const socket = connect();
      socket.write(rawUpgrade(`/sync/${room.id}`));
      await once(socket, 'data');
      begin(socket, headOf(MAX_MESSAGE_BYTES), MAX_MESSAGE_BYTES);
    }
    const grown = (await peakMiB()) - before;
    assert.ok(grown < MOST_MIB, `${grown} MiB for 40 of 8 MiB`);

    const doc = new Y.Doc();
    const honest = await syncWire(relay.url, room.id, doc);
    honest.send(updateMessage(edit(doc, (shared) => shared.insert(0, 'x'.repeat(MEBIBYTE)))));
    await eventually('a paste to be saved', () => honest.saved === 2, 60_000);
    honest.close();
  });

  it('is still refused memory after a message that was all but long', async () => {
    const room = await createRoomOn(relay.url);
    const before = residentMiB(relay.pid!);
    for (let i = 0; i < 20; i++) {
      const socket = connect();
      socket.write(rawUpgrade(`/sync/${room.id}`));
      await once(socket, 'data');
      const almost = insertion(i + 1, LONG_MESSAGE_BYTES - 1);
      socket.write(Buffer.concat([headOf(almost.length), almost]));
      begin(socket, headOf(MAX_MESSAGE_BYTES), MAX_MESSAGE_BYTES);
    }
    const grown = (await peakMiB()) - before;
    assert.ok(grown < MOST_MIB, `${grown} MiB for 20 of 8 MiB`);
  });

  it('by requests in crumbs takes no memory of its own for each, and is refused', async () => {
    const before = residentMiB(relay.pid!);
    const answers = await Promise.all(
      [1, 2, 3].map(async () => {
        const socket = connect();
        const answer = once(socket, 'data');
        socket.write(
          `POST /rooms HTTP/1.1\r\nHost: 127.0.0.1:${relay.port}\r\nContent-Type: application/json\r\n` +
            'Transfer-Encoding: chunked\r\n\r\n',
        );
        socket.write('1\r\n \r\n'.repeat(1_000_000));
        return String(await answer).split('\r\n', 1)[0];
      }),
    );
    assert.deepEqual(answers, Array(3).fill('HTTP/1.1 400 Bad Request'));
    const grown = residentMiB(relay.pid!) - before;
    assert.ok(grown < MOST_MIB / 2, `${grown} MiB for 3 MB in crumbs`);
    assert.equal((await request(relay.url, 'GET', '/health')).status, 200);
  });

  it('by requests takes the memory of a few bodies, and others are answered', async () => {
    const room = await createRoomOn(relay.url);
    const before = residentMiB(relay.pid!);
    for (let i = 0; i < 30; i++) {
      const head =
        `PATCH /rooms/${room.id} HTTP/1.1\r\nHost: 127.0.0.1:${relay.port}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${MAX_BODY_BYTES}\r\n\r\n`;
      begin(connect(), Buffer.from(head), MAX_BODY_BYTES);
    }
    const grown = (await peakMiB()) - before;
    assert.ok(grown < MOST_MIB, `${grown} MiB for 30 of 12 MiB`);
    const answer = await request(relay.url, 'PATCH', `/rooms/${room.id}`, { code: 'x'.repeat(MEBIBYTE) });
    assert.equal(answer.status, 200);
  });
});

/** A message of so many bytes that inserts a text. */
function insertion(client: number, bytes: number): Uint8Array {
  const ofText = (units: number) =>
    updateMessage(craftUpdate([{ client, clock: 0, structs: [text('x'.repeat(units))] }]));
  return ofText(bytes - (ofText(bytes).length - bytes));
}

/** Of a client's binary message of `bytes`; its mask is zeros. */
function headOf(bytes: number): Buffer {
  const head = Buffer.alloc(14);
  head.set([0x82, 0x80 | 127]);
  head.writeBigUInt64BE(BigInt(bytes), 2);
  return head;
}
