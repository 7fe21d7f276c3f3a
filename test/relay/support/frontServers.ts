import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestCertificate } from '../../support/certificate.ts';

type Upgrade = (request: http.IncomingMessage, stream: Duplex) => void;

/** Servers that stand in front of a relay, or where one should be. Each gives its address. */
export interface FrontServers {
  readonly serve: (answer: http.RequestListener, upgrade?: Upgrade) => Promise<string>;
  /** TLS in front of the relay. */
  readonly serveTls: (certificate: TestCertificate) => Promise<string>;
  /** A proxy that answers every CONNECT with this status. */
  readonly serveConnect: (status: number) => Promise<string>;
  /** Passes a request on to the relay, as a reverse proxy that knows nothing of WebSockets. */
  readonly forward: http.RequestListener;
  /** Passes an upgrade on. */
  readonly pass: Upgrade;
  /** For what a test opens besides. */
  readonly closeAfterTest: (close: () => unknown) => void;
}

/** What a test of the suite opens is closed after it. */
export function setUpFrontServers(relayPort: () => number): FrontServers {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  function forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    const headers = { ...request.headers };
    delete headers.connection;
    delete headers.upgrade;
    const { method, url: where } = request;
    const onward = http.request({
      host: '127.0.0.1',
      port: relayPort(),
      method,
      path: where,
      headers,
      agent: false,
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  function pass(request: http.IncomingMessage, stream: Duplex): void {
    const target = net.connect(relayPort(), '127.0.0.1');
    target.on('error', () => stream.destroy());
    stream.on('error', () => target.destroy());
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
    target.write([`GET ${request.url ?? ''} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    target.pipe(stream).pipe(target);
  }

  async function serve(answer: http.RequestListener, upgrade?: Upgrade): Promise<string> {
    const server = http.createServer(answer);
    if (upgrade !== undefined) {
      server.on('upgrade', (request, stream) => upgrade(request, stream));
    }
    return `http://127.0.0.1:${await listen(server)}`;
  }

  async function serveTls({ certificate, key }: TestCertificate): Promise<string> {
    const server = https.createServer({ cert: certificate, key }, forward);
    server.on('upgrade', (request, stream) => pass(request, stream));
    return `https://localhost:${await listen(server)}`;
  }

  async function serveConnect(status: number): Promise<string> {
    const server = http.createServer();
    server.on('connect', (_request, stream) => stream.end(answerOf(status, '')));
    return `http://127.0.0.1:${await listen(server)}`;
  }

  async function listen(server: http.Server | https.Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  return { serve, serveTls, serveConnect, forward, pass, closeAfterTest: (close) => closers.push(close) };
}

/** An answer as bytes, for where there is no response to write. */
export function answerOf(status: number, body: string): string {
  const head = `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}`;
  return [head, 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}
