import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { startTcpProxy, type TcpProxy } from './tcpProxy.ts';
import { eventually } from './eventually.ts';

describe('a TCP proxy', () => {
  let target: EchoServer;
  let proxy: TcpProxy;
  let timers: (() => void)[];

  beforeEach(async () => {
    target = await startEchoServer();
    timers = [];
    proxy = await startTcpProxy({ targetPort: target.port, setTimer: (task) => timers.push(task) });
  });
  afterEach(async () => {
    await proxy.close();
    await target.close();
  });

  it('passes bytes in both directions', async () => {
    const client = await connect(proxy.port);
    client.socket.write('hello');
    await client.received('hello');
  });

  it('passes a half-closed connection on, and the rest of the answer', async () => {
    const client = await connect(proxy.port);
    client.socket.end('last words');
    await client.received('last words');
    await client.closed();
    await eventually('the connection to be forgotten', () => proxy.connectionCount === 0);
  });

  it('passes a large answer on unharmed', async () => {
    const client = await connect(proxy.port);
    const text = 'abcdefgh'.repeat(200_000);
    client.socket.write(text);
    await client.received(text);
  });

  it('holds what goes to the server until it is released, in order', async () => {
    const client = await connect(proxy.port);
    proxy.hold('toServer');
    client.socket.write('one,');
    await eventually('bytes to be held', () => proxy.heldBytes('toServer') === 4);
    client.socket.write('two');
    await eventually('bytes to be held', () => proxy.heldBytes('toServer') === 7);
    assert.equal(target.text(), '');
    proxy.release('toServer');
    await client.received('one,two');
    assert.equal(proxy.heldBytes('toServer'), 0);
  });

  it('holds what goes to the client while the server goes on receiving', async () => {
    const client = await connect(proxy.port);
    proxy.hold('toClient');
    client.socket.write('question');
    await eventually('the answer to be held', () => proxy.heldBytes('toClient') === 8);
    assert.equal(target.text(), 'question');
    assert.equal(client.text(), '');
    proxy.release('toClient');
    await client.received('question');
  });

  it('holds back that a client has gone, so that it looks like a dead network', async () => {
    const client = await connect(proxy.port);
    client.socket.write('x');
    await client.received('x');
    proxy.hold();
    client.socket.destroy();
    const second = await connect(proxy.port); // accepted after the first one's end was seen
    second.socket.write('y');
    await eventually('the second to be held', () => proxy.heldBytes('toServer') === 1);
    assert.equal(target.connectionCount(), 2);
    proxy.release();
    await eventually('the first to be closed', () => target.connectionCount() === 1);
  });

  it('delivers delayed bytes when their time has come, and never before earlier ones', async () => {
    const client = await connect(proxy.port);
    proxy.setDelay(500, 'toServer');
    client.socket.write('slow,');
    await eventually('a timer', () => timers.length === 1);
    proxy.setDelay(0);
    assert.equal(target.text(), '');
    timers[0]!();
    await client.received('slow,');
    client.socket.write('fast');
    await client.received('slow,fast');
  });

  it('cuts all connections, and takes new ones', async () => {
    const client = await connect(proxy.port);
    client.socket.write('x');
    await client.received('x');
    proxy.cut();
    assert.equal((await client.closed())?.code, 'ECONNRESET');
    await eventually('the target to notice', () => target.connectionCount() === 0);
    const again = await connect(proxy.port);
    again.socket.write('again');
    await again.received('again');
  });

  it('refuses new connections until it accepts again, and leaves the present ones alone', async () => {
    const present = await connect(proxy.port);
    present.socket.write('x');
    await present.received('x');
    proxy.refuse();
    const refused = net.connect(proxy.port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNRESET');
    assert.equal(target.connectionCount(), 1);
    present.socket.write('y');
    await present.received('xy');
    proxy.accept();
    const accepted = await connect(proxy.port);
    accepted.socket.write('z');
    await accepted.received('z');
  });

  it('resets a client whose server is not there', async () => {
    await target.close();
    const client = await connect(proxy.port);
    await client.closed();
    assert.equal(client.text(), '');
  });
});

interface EchoServer {
  readonly port: number;
  /** All that it has received. */
  text(): string;
  connectionCount(): number;
  close(): Promise<void>;
}

async function startEchoServer(): Promise<EchoServer> {
  let text = '';
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    text: () => text,
    connectionCount: () => sockets.size,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function connect(port: number) {
  const socket = net.connect(port, '127.0.0.1');
  let text = '';
  let failure: NodeJS.ErrnoException | undefined;
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('error', (error) => (failure = error));
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await once(socket, 'connect');
  return {
    socket,
    text: () => text,
    received: (expected: string) => eventually(`the client to receive`, () => text === expected, 10_000),
    /** Waits for its end, and gives the error that it ended with. */
    closed: () => closed.then(() => failure),
  };
}
