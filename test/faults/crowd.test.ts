import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import * as Y from 'yjs';
import type { Health } from '../../shared/api/health.ts';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { codeOf, createRoomOn, requestJson } from '../relay/support/rest.ts';
import {
  connectWire,
  edit,
  step1,
  syncWire,
  updateMessage,
  type WireClient,
} from '../relay/support/wireClient.ts';
import { eventually } from '../support/eventually.ts';
import { rawUpgrade } from '../support/rawUpgrade.ts';
import { residentMiB } from '../support/residentMiB.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { startTcpProxy } from '../support/tcpProxy.ts';

const CROWD = Number(process.env['TANDEM_CROWD'] ?? 100);
const ROOMS = 4;
const FLOOD_TO_THE_END = process.env['TANDEM_FLOOD'] === 'long';

/** A relay in its own process, and more of everything than honest people send it. */
describe('a crowd, a flood and a reader that has stopped', function () {
  this.timeout(180_000);
  let bundle: RelayBundle;
  let relay: RelayProcess;
  const clients: WireClient[] = [];
  const sockets: net.Socket[] = [];

  before(async () => {
    bundle = await buildRelayBundle('crowd');
    relay = await startRelayProcess({
      bundle: bundle.file,
      // With a large heap V8 lets garbage lie, and how much the relay has grown says nothing.
      environment: { ROOMS_PER_HOUR: '0', NODE_OPTIONS: '--max-semi-space-size=2' },
    });
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  after(async () => {
    await relay.dispose();
    await bundle.remove();
  });

  async function person(room: string, doc = new Y.Doc()) {
    const client = await syncWire(relay.url, room, doc);
    clients.push(client);
    const type = (text: string) =>
      client.send(updateMessage(edit(doc, (shared) => shared.insert(shared.length, text))));
    return { doc, client, type };
  }

  it(`[F14] ${CROWD} clients whose connections are cut at once are all back, with the same text`, async () => {
    const network = await startTcpProxy({ targetPort: relay.port });
    const rooms = await Promise.all(Array.from({ length: ROOMS }, () => createRoomOn(relay.url, 'text ')));
    const neighbour = await createRoomOn(relay.url);
    const { client, type } = await person(neighbour.id);
    const through = `http://127.0.0.1:${network.port}`;
    const docs = Array.from({ length: CROWD }, () => new Y.Doc());
    const roomOf = (index: number) => rooms[index % ROOMS]!.id;
    const joinAll = () => Promise.all(docs.map((doc, index) => syncWire(through, roomOf(index), doc)));
    const before = await joinAll();

    network.cut();
    await Promise.all(before.map(({ closed }) => closed));
    // Everybody has typed a word meanwhile, and comes back at the same moment.
    docs.forEach((doc, index) => doc.getText('code').insert(0, `<${index}>`));
    const start = performance.now();
    const back = joinAll();
    let slowestMs = 0;
    const progress = { isOver: false };
    void back.then(() => (progress.isOver = true));
    for (let edits = 1; !progress.isOver; edits++) {
      const sent = performance.now();
      type('x');
      const wanted = edits + 1;
      await eventually('the neighbour to be served', () => client.saved >= wanted);
      slowestMs = Math.max(slowestMs, performance.now() - sent);
    }
    const people = await back;
    clients.push(...people);
    await eventually('everything to be stored', () => people.every(({ saved }) => saved >= 1));
    console.log(
      `      all back in ${(performance.now() - start).toFixed(0)} ms; a neighbour waited ${slowestMs.toFixed(0)} ms at most`,
    );
    for (const [number, { id }] of rooms.entries()) {
      const code = await codeOf(relay.url, id);
      const words = docs.flatMap((_, index) => (index % ROOMS === number ? [`<${index}>`] : []));
      assert.equal(code.length, `text ${words.join('')}`.length);
      for (const word of words) assert.ok(code.includes(word), word);
    }
    assert.ok(people.every(({ socket }) => socket.readyState === socket.OPEN));
    await network.close();
  });

  it('[S20] who floods is read more slowly, nobody else is, and a large paste goes through', async function () {
    const slow = await startRelayProcess({
      bundle: bundle.file,
      environment: { MESSAGES_PER_SECOND: '200', LOG_LEVEL: 'fatal' },
    });
    try {
      const [flooded, other] = [await createRoomOn(slow.url), await createRoomOn(slow.url)];
      const doc = new Y.Doc();
      const flooder = await syncWire(slow.url, flooded.id, doc);
      const honestDoc = new Y.Doc();
      const honest = await syncWire(slow.url, other.id, honestDoc);
      clients.push(flooder, honest);
      const start = performance.now();
      const isOver = () => flooder.socket.readyState !== flooder.socket.OPEN;
      const send = () => {
        for (let i = 0; i < 100 && !isOver() && flooder.socket.bufferedAmount < 10_000_000; i++)
          flooder.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'))));
      };
      const flood = setInterval(send, 1);
      try {
        await eventually('the flood to be slowed down', () => flooder.saved > 2_000);
        let honestEdits = 1;
        for (let i = 0; i < 50; i++) {
          const text = i === 25 ? 'p'.repeat(1_000_000) : 'k';
          honest.send(updateMessage(edit(honestDoc, (shared) => shared.insert(0, text))));
          honestEdits++;
          const wanted = honestEdits;
          await eventually('the honest one to be served', () => honest.saved >= wanted);
        }
        const seconds = (performance.now() - start) / 1_000;
        // Ten seconds' worth at once, then the limit, and what a socket's buffer held when reading stopped.
        assert.ok(flooder.saved < 2_000 + 200 * seconds + 5_000, `${flooder.saved} in ${seconds} s`);
        assert.equal(honest.socket.readyState, honest.socket.OPEN);
        if (FLOOD_TO_THE_END) assert.equal((await flooder.closed).code, 4429);
      } finally {
        clearInterval(flood);
      }
    } finally {
      await slow.dispose();
    }
  });

  it('[S19] [F13] a reader that has stopped costs little memory and is closed, and the others go on', async () => {
    const room = await createRoomOn(relay.url);
    const reader = await person(room.id);
    const stuck = net.connect(relay.port, '127.0.0.1');
    sockets.push(stuck);
    stuck.on('error', () => undefined);
    stuck.write(rawUpgrade(`/sync/${room.id}`));
    await once(stuck, 'data');
    const ask = step1(new Y.Doc());
    /** Gives the least that the relay took meanwhile: what it takes above that is what it has not tidied up yet. */
    const write = async (mebibytes: number): Promise<number> => {
      let least = Infinity;
      // Each time somebody else: one who writes this much is slowed down.
      const { client, doc } = await person(room.id);
      for (let i = 0; i < mebibytes; i++) {
        const saved = client.saved + 2;
        client.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'.repeat(1024 * 1024)))));
        client.send(updateMessage(edit(doc, (text) => text.delete(0, 1024 * 1024))));
        await eventually('it to be stored', () => client.saved >= saved);
        least = Math.min(least, residentMiB(relay.pid!));
      }
      client.close();
      return least;
    };
    // What the room itself takes for this much: the stuck one asks for nothing yet.
    let before = 0;
    for (let rounds = 0, grown = Infinity; rounds < 6 && grown > 4; rounds++) {
      const least = await write(24);
      grown = least - before;
      before = Math.max(before, least);
    }
    stuck.pause();
    stuck.write(Buffer.from([0x82, 0x80 | ask.length, 0, 0, 0, 0, ...ask]));
    await write(24);
    await write(24);
    // Kept for the stuck one it would be all that was written.
    const grown = (await write(12)) - before;
    console.log(
      `      the relay grew by ${grown.toFixed(1)} MiB while 48 MiB went to a reader that had stopped`,
    );
    assert.ok(grown < 24, `${grown} MiB`);
    await eventually('it to be closed', async () => {
      const { connections } = await requestJson<Health>(relay.url, 'GET', '/health');
      return connections === 1;
    });
    assert.equal(reader.client.socket.readyState, reader.client.socket.OPEN);
    const late = await connectWire(relay.url, room.id);
    clients.push(late);
  });
});
