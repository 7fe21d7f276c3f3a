import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
// Without `node:`, as in `ws`: only under these names does VS Code hand out its own versions, which know the
// certificates of this computer and the proxy of the settings.
import * as http from 'http';
import * as https from 'https';
import * as net from 'net';
import * as tls from 'tls';
import {
  ProbeError,
  type Handshake,
  type NetworkProbes,
  type Probes,
  type SocketAnswer,
} from '../../client/relay/diagnosis/probes.ts';
import { fetchText } from '../fetchText.ts';
import { openNodeSocket } from './nodeSocket.ts';

/** Probes in Node. Each gives up after `timeoutMs`. */
export function nodeProbes({ timeoutMs }: { timeoutMs: number }): Probes {
  const network: NetworkProbes = {
    async lookUp(host) {
      const found = await inTime(lookup(host, { all: true }), timeoutMs);
      return found.map(({ address }) => address);
    },
    async connect(to) {
      const socket = net.connect(to);
      await finish(socket, once(socket, 'connect'), timeoutMs);
    },
    async askProxy(proxy, to) {
      const authority = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`;
      const request = (proxy.isSecure ? https : http).request({
        host: proxy.host,
        port: proxy.port,
        method: 'CONNECT',
        path: authority,
        headers: { Host: authority },
        // The connection to the proxy itself, and no proxy in between.
        agent: false,
      });
      request.end();
      // Both listeners see the same error, but only one of them is waited for.
      const answer = Promise.race([once(request, 'connect'), once(request, 'response')]);
      const [response] = (await finish(request, answer, timeoutMs)) as [http.IncomingMessage];
      return response.statusCode ?? 0;
    },
    async shakeHands(to) {
      const name = net.isIP(to.host) === 0 ? { servername: to.host } : {};
      // It is only looked at: what is wrong with the certificate is the answer, and nothing is sent.
      const socket = tls.connect({ ...to, ...name, rejectUnauthorized: false });
      return finish(
        socket,
        once(socket, 'secureConnect').then(() => describe(socket)),
        timeoutMs,
      );
    },
  };
  return {
    network,
    get: (url) => fetchText(url, timeoutMs),
    openSocket: (url) => openSocket(url, timeoutMs),
  };
}

function describe(socket: tls.TLSSocket): Handshake {
  const { issuer, subject, subjectaltname, valid_from, valid_to } = socket.getPeerCertificate();
  const names = (subjectaltname ?? '').split(', ').flatMap((entry) => entry.split(':').slice(1));
  // Typed as an Error, but Node gives its code alone.
  const problem = String(socket.authorizationError);
  return {
    problem: socket.authorized ? undefined : problem,
    issuer: firstOf(issuer.O) ?? firstOf(issuer.CN) ?? 'nobody',
    names: names.length > 0 ? names : [subject.CN].flatMap((name) => firstOf(name) ?? []),
    validFrom: new Date(valid_from),
    validTo: new Date(valid_to),
  };
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

async function openSocket(url: string, timeoutMs: number): Promise<SocketAnswer> {
  const socket = openNodeSocket(url, timeoutMs);
  const start = performance.now();
  let isOpen = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<SocketAnswer>((resolve) => {
      timer = setTimeout(
        () => resolve(isOpen ? { kind: 'silent' } : { kind: 'failed', code: 'ETIMEDOUT' }),
        timeoutMs,
      );
      socket.on('open', () => (isOpen = true));
      socket.on('close', (code) => resolve({ kind: 'closed', code, ms: performance.now() - start }));
      socket.on('error', (error) => resolve({ kind: 'failed', code: codeOf(error) }));
      socket.on('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => {
          if (chunks.length < 100) chunks.push(chunk);
        });
        const status = response.statusCode ?? 0;
        const done = () => resolve({ kind: 'refused', status, text: Buffer.concat(chunks).toString() });
        response.on('end', done);
        response.on('error', done);
      });
    });
  } finally {
    clearTimeout(timer);
    socket.terminate();
  }
}

/** Waits for `task`, then destroys what it was about. */
async function finish<T>(
  about: { on(event: 'error', listener: () => void): unknown; destroy(): void },
  task: Promise<T>,
  timeoutMs: number,
): Promise<T> {
  // An error after the answer is nobody's concern, and one without a listener would end the extension host.
  about.on('error', () => undefined);
  try {
    return await inTime(task, timeoutMs);
  } finally {
    about.destroy();
  }
}

async function inTime<T>(task: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProbeError('ETIMEDOUT')), timeoutMs);
  });
  try {
    return await Promise.race([task, late]);
  } catch (error) {
    throw error instanceof ProbeError ? error : new ProbeError(codeOf(error));
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
