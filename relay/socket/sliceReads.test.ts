import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { SLICE_BYTES } from '../limits.ts';
import { eventually } from '../../test/support/eventually.ts';
import { sliceReads } from './sliceReads.ts';

describe('[H8] what is read of a connection', () => {
  let server: net.Server;
  let client: net.Socket;
  let stream: net.Socket;

  beforeEach(async () => {
    server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    [stream] = (await once(server, 'connection')) as [net.Socket];
  });
  afterEach(() => {
    client.destroy();
    stream.destroy();
    server.close();
  });

  const sent = Buffer.from(Array.from({ length: 20 * SLICE_BYTES + 7 }, (_, index) => index % 251));

  it('comes in slices, in order, the head first, and then its end', async () => {
    const head = sent.subarray(0, 2 * SLICE_BYTES + 3);
    sliceReads(stream, Buffer.from(head));
    client.end(sent.subarray(head.length));
    const slices: Buffer[] = [];
    stream.on('data', (slice: Buffer) => slices.push(slice));
    await once(stream, 'end');
    assert.ok(Buffer.concat(slices).equals(sent));
    assert.ok(slices.every(({ length }) => length <= SLICE_BYTES));
  });

  it('is no more than a slice before a pause is heard', async () => {
    sliceReads(stream, Buffer.alloc(0));
    // All of it is in the kernel before the first byte is read.
    client.write(sent);
    await eventually('the kernel to have it', () => client.writableLength === 0);
    const slices: Buffer[] = [];
    stream.on('data', (slice: Buffer) => {
      slices.push(slice);
      stream.pause();
    });
    for (let read = 1; Buffer.concat(slices).length < sent.length; read++) {
      await eventually('a slice', () => slices.length >= read);
      assert.equal(slices.length, read);
      stream.resume();
    }
    assert.ok(Buffer.concat(slices).equals(sent));
  });

  it('is there whole for who reads what is left when the connection has closed', async () => {
    sliceReads(stream, Buffer.alloc(0));
    client.end(sent);
    const slices: Buffer[] = [];
    stream.on('data', (slice: Buffer) => {
      slices.push(slice);
      stream.pause();
    });
    await eventually('a slice', () => slices.length === 1);
    await eventually('the rest to have come', () => stream.readableLength === sent.length - SLICE_BYTES);
    assert.ok(Buffer.concat([...slices, stream.read(stream.readableLength) as Buffer]).equals(sent));
  });
});
