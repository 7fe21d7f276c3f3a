import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventsOf } from './dialects.ts';

/** How the provider answers. */
export type FakeAnswer =
  /** In pieces; `slowly` sends one piece for each time that the event loop has had nothing else to do for a while. */
  | { readonly kind: 'text'; readonly pieces: readonly string[]; readonly slowly?: boolean }
  /** These pieces, and then nothing more: neither an end nor a goodbye. */
  | { readonly kind: 'hang'; readonly pieces?: readonly string[] }
  /** These pieces, and then the connection is cut. */
  | { readonly kind: 'cut'; readonly pieces: readonly string[] }
  | { readonly kind: 'html' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: object;
    };

export interface FakeRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
  /** The client hung up before the answer was complete. */
  isAbandoned: boolean;
}

export interface FakeProvider {
  readonly url: string;
  readonly requests: FakeRequest[];
  answer: FakeAnswer | ((request: FakeRequest) => FakeAnswer);
  stop(): Promise<void>;
}

/** A server that speaks the interfaces of OpenAI, Mistral, Anthropic and llama.cpp, well and badly. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const server = http.createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      const request = { path: incoming.url ?? '', headers: incoming.headers, body, isAbandoned: false };
      response.on('close', () => (request.isAbandoned = !response.writableFinished));
      provider.requests.push(request);
      const { answer } = provider;
      say(response, request, typeof answer === 'function' ? answer(request) : answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: FakeProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: { kind: 'text', pieces: ['<fill>', 'answer()', '</fill>'] },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

function say(response: ServerResponse, { path }: FakeRequest, answer: FakeAnswer): void {
  switch (answer.kind) {
    case 'status':
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body ?? { error: { message: 'no' } }));
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Welcome</title>');
      return;
    case 'text': {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const events = eventsOf(path, answer.pieces);
      if (answer.slowly === true) drip(response, events);
      else response.end(events.join(''));
      return;
    }
    case 'hang':
    case 'cut': {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      const events = eventsOf(path, answer.pieces ?? []).slice(0, -1);
      response.write(events.join('') || ': wait\n\n', () => {
        if (answer.kind === 'cut') setImmediate(() => response.destroy());
      });
    }
  }
}

function drip(response: ServerResponse, [event, ...others]: string[]): void {
  if (event === undefined) response.end();
  if (event === undefined || response.destroyed) return;
  response.write(event);
  setTimeout(() => drip(response, others), DRIP_MS);
}

const DRIP_MS = 5;
