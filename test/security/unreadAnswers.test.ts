import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { MAX_DEPARTING_BYTES } from '../../relay/costs/memoryLimits.ts';
import { connectJson } from '../relay/support/jsonClient.ts';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { codeOf, createRoomOn } from '../relay/support/rest.ts';
import { eventually } from '../support/eventually.ts';
import { rawUpgrade } from '../support/rawUpgrade.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { residentMiB } from '../support/residentMiB.ts';

const HEAP_MIB = 256;

/** What is kept for those who may read lies off the heap; how far the heap grows, the garbage collector decides. */
const MOST_MIB = HEAP_MIB + MAX_DEPARTING_BYTES / 1024 / 1024;

/** As JSON six times as long; as long as the body of a request may bring it. */
const TEXT = '\u0001'.repeat(2_000_000);

describe('[H8] what nobody reads', function () {
  this.timeout(180_000);
  let bundle: RelayBundle;
  let relay: RelayProcess;
  let room: string;
  let restingMiB: number;
  const closers: (() => unknown)[] = [];

  before(async () => (bundle = await buildRelayBundle('unread')));
  beforeEach(async () => {
    const environment = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` };
    relay = await startRelayProcess({ bundle: bundle.file, environment });
    room = (await createRoomOn(relay.url, TEXT)).id;
    restingMiB = residentMiB(relay.pid!);
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) close();
    await relay.dispose();
  });
  after(() => bundle.remove());

  const askAndNeverRead = () => {
    const request = http.get(`${relay.url}/rooms/${room}`, { agent: false });
    request.on('error', () => undefined).on('response', (answer) => answer.pause());
    closers.push(() => request.destroy());
  };
  const enterAndNeverRead = async (path: string) => {
    const socket = net.connect(relay.port, '127.0.0.1');
    socket.on('error', () => undefined);
    closers.push(() => socket.destroy());
    socket.write(rawUpgrade(path));
    await once(socket, 'readable');
  };
  /** Undefined where the relay is busy. */
  const ask = async (): Promise<http.IncomingMessage | undefined> => {
    const asked = http.get(`${relay.url}/rooms/${room}`, { agent: false });
    closers.push(() => asked.destroy());
    const [answer] = (await once(asked, 'response')) as [http.IncomingMessage];
    return answer.statusCode === 200 ? answer : undefined;
  };
  /** Resolves with by how much the relay's memory has grown at the most, in five seconds. */
  const growth = async (): Promise<number> => {
    let peak = 0;
    for (let i = 0; i < 20; i++) {
      await wait(250);
      assert.equal(relay.ending, undefined, relay.output());
      peak = Math.max(peak, residentMiB(relay.pid!));
    }
    return peak - restingMiB;
  };

  it('by requests takes the memory of a few answers, and others get theirs in the end', async () => {
    for (let i = 0; i < 100; i++) askAndNeverRead();
    const grown = await growth();
    assert.ok(grown < MOST_MIB, `${grown} MiB for 100 of 12 MB`);
    const honest = await eventually('an answer', () => codeOf(relay.url, room).catch(() => false), 60_000);
    assert.ok(honest === TEXT);
  });

  it('by /ws takes the memory of a text, and others get theirs at once', async () => {
    for (let i = 0; i < 60; i++) await enterAndNeverRead(`/ws/${room}`);
    const grown = await growth();
    assert.ok(grown < MOST_MIB, `${grown} MiB for 60 of 12 MB`);
    const honest = await connectJson(relay.url, room);
    closers.push(() => honest.close());
    assert.ok(honest.code === TEXT);
  });

  it('is told from a class that opens a large room at once: everybody has its text', async () => {
    const text = 'x'.repeat(500_000);
    const large = await createRoomOn(relay.url, text);
    const lengths = await Promise.all(
      Array.from({ length: 150 }, async () => {
        const client = await connectJson(relay.url, large.id);
        closers.push(() => client.close());
        return client.code.length;
      }),
    );
    assert.deepEqual([...new Set(lengths)], [text.length]);
  });

  it('is told from what a slow client reads', async () => {
    for (let i = 0; i < 100; i++) askAndNeverRead();
    await wait(1_000);
    const answer = await eventually('an answer', ask, 60_000);
    const pieces: Buffer[] = [];
    for await (const piece of answer) {
      pieces.push(piece as Buffer);
      await wait(50);
    }
    const { code } = JSON.parse(Buffer.concat(pieces).toString()) as RoomBody;
    assert.ok(code === TEXT);
  });
});
