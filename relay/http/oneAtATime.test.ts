import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { eventually } from '../../test/support/eventually.ts';
import { MAX_PIPELINED_REQUESTS } from '../limits.ts';
import { OneAtATime } from './oneAtATime.ts';

describe('[H8] requests that one connection sends without waiting', () => {
  const requests = new OneAtATime();
  let begun: string[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((request, response) =>
    requests.take(request, response, () => {
      begun.push(request.url ?? '');
      most = Math.max(most, ++open);
      setImmediate(() => {
        open--;
        response.end(`answer to ${request.url}\n`);
      });
    }),
  );
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    begun = [];
    most = 0;
  });
  after(() => server.close());

  function send(count: number): { socket: net.Socket; heard: () => string } {
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (data) => (text += String(data)));
    const all = Array.from({ length: count }, (_, index) => `GET /${index} HTTP/1.1\r\nHost: x\r\n\r\n`);
    socket.write(all.join(''));
    return { socket, heard: () => text };
  }

  it('are answered in order, and no work for one begins before the last one is answered', async () => {
    const { socket, heard } = send(MAX_PIPELINED_REQUESTS);
    await eventually('the last answer', () => heard().includes(`answer to /${MAX_PIPELINED_REQUESTS - 1}\n`));
    assert.equal(most, 1);
    assert.deepEqual(
      begun,
      Array.from({ length: MAX_PIPELINED_REQUESTS }, (_, index) => `/${index}`),
    );
    socket.destroy();
  });

  it('are cut where they are too many', async () => {
    const { socket } = send(10 * MAX_PIPELINED_REQUESTS);
    await once(socket, 'close');
    assert.ok(begun.length < 2 * MAX_PIPELINED_REQUESTS, `${begun.length} were answered`);
  });
});
