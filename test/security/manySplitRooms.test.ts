import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import { splittingUpdates } from '../attacks/kinds/manySplitRooms.ts';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { codeOf, createRoomOn } from '../relay/support/rest.ts';
import {
  connectWire,
  edit,
  step1,
  syncWire,
  updateMessage,
  type WireClient,
} from '../relay/support/wireClient.ts';
import { eventually } from '../support/eventually.ts';
import { type RelayProcess, startRelayProcess } from '../support/relayProcess.ts';

/** Without a bound a relay of 256 MB died at the twelfth. */
const ROOMS = 14;

describe('rooms whose text is split by deletions', function () {
  this.timeout(300_000);
  let bundle: RelayBundle;
  let relay: RelayProcess;
  before(async () => {
    bundle = await buildRelayBundle('split-rooms');
    relay = await startRelayProcess({
      bundle: bundle.file,
      environment: {
        NODE_OPTIONS: '--max-old-space-size=256',
        LOG_LEVEL: 'fatal',
        PUBLIC_URL: 'https://relay.example',
        TRUST_PROXY: '1',
        ACCESS: 'open',
      },
    });
  });
  after(async () => {
    await relay.dispose();
    await bundle.remove();
  });

  const enter = (room: string, address: string): Promise<WireClient> =>
    connectWire(relay.url, room, {
      headers: { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' },
      perMessageDeflate: false,
    });
  const isOver = ({ socket }: WireClient) => socket.readyState !== socket.OPEN;

  /** Somebody who types until `stop`, which resolves with how many edits were stored. */
  const typist = async (room: string) => {
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room, doc);
    let sent = 0;
    const timer = setInterval(() => {
      client.send(updateMessage(edit(doc, (code) => code.insert(0, 'x'))));
      sent++;
    }, 50);
    return {
      async stop(): Promise<number> {
        clearInterval(timer);
        await eventually('what was typed to be stored', () => client.saved === 1 + sent, 60_000);
        client.close();
        return sent;
      },
    };
  };

  it('[H2] do not exhaust the memory of a relay, however many one address opens, also after a restart', async () => {
    const { id: home } = await createRoomOn(relay.url, 'home');
    const honest = await typist(home);
    const updates = splittingUpdates(900_000).map(updateMessage);
    const ids: string[] = [];
    const codes = new Set<number>();
    for (let i = 0; i < ROOMS; i++) {
      const { id } = await createRoomOn(relay.url);
      ids.push(id);
      const client = await enter(id, '10.0.0.1');
      for (const [index, update] of updates.entries()) {
        if (isOver(client)) break;
        client.send(update);
        await eventually('an update to be stored', () => isOver(client) || client.saved > index, 60_000);
      }
      if (isOver(client)) codes.add((await client.closed).code);
      assert.equal(relay.ending, undefined, relay.output().slice(-500));
    }
    assert.deepEqual([...codes], [CloseCode.tryAgainLater]);
    const typed = await honest.stop();
    assert.ok(typed > 0);
    await relay.kill();

    await relay.restart();
    const openers = await Promise.all(ids.map((id) => enter(id, '10.0.0.1')));
    for (const opener of openers) opener.send(step1(new Y.Doc()));
    const again = await typist(home);
    await eventually(
      'each to get its room, or a refusal',
      () => openers.every((opener) => isOver(opener) || opener.received.some(({ kind }) => kind === 'step1')),
      120_000,
    );
    assert.equal((await codeOf(relay.url, (await createRoomOn(relay.url, 'new')).id)).length, 3);
    const typedAgain = await again.stop();
    assert.equal((await codeOf(relay.url, home)).length, 4 + typed + typedAgain);
    assert.equal(relay.ending, undefined, relay.output().slice(-500));
    for (const opener of openers) opener.close();
  });
});
