import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { endingThings } from '../support/endingThings.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manualClock.ts';
import { startTcpProxy } from '../support/tcpProxy.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { presenceMessage, syncWire, type WireClient } from './support/wireClient.ts';

const VICTIM = 7;

/** A clock whose timers the test moves, while turns of the event loop go on by themselves. */
class RelayClock extends ManualClock {
  override soon(task: () => void): void {
    setImmediate(task);
  }
}

describe('presence on the wire', function () {
  this.timeout(60_000);
  const atEnd = endingThings();
  const start = async (options: { clock?: RelayClock } = {}): Promise<TestRelay> =>
    atEnd(await startTestRelay(options), async ({ relay }) => {
      const stopped = relay.stop().then(() => true);
      await eventually('the relay to stop', () => {
        options.clock?.advance(100);
        return Promise.race([stopped, new Promise<false>((resolve) => setTimeout(resolve, 20, false))]);
      });
    });
  const wire = async (url: string, room: string): Promise<WireClient> =>
    atEnd(await syncWire(url, room, new Y.Doc(), ''), (client) => client.close());

  /** The clocks that `client` has heard of whoever calls themselves `name`. */
  const clocksOf = (client: WireClient, name: string): number[] =>
    client.received.flatMap((message) =>
      message.kind !== 'awareness'
        ? []
        : message.entries.flatMap(({ state, clock }) =>
            JSON.stringify(state).includes(`"name":"${name}"`) ? clock : [],
          ),
    );
  /** What `client` sees under `id` now, as y-protocols would have it. */
  const shownTo = (client: WireClient, id: number): string => {
    const last = client.received
      .flatMap((message) => (message.kind === 'awareness' ? message.entries : []))
      .findLast((entry) => entry.id === id);
    return (last?.state as { user?: { name: string } } | null | undefined)?.user?.name ?? 'nobody';
  };
  const show = (client: WireClient, id: number, name: string, clock = 1) =>
    client.send(presenceMessage({ id, clock, state: { user: { name } } }));

  for (const [who, join] of [
    [
      'a JSON client that only listens',
      async (url: string, room: string) => {
        const address = `${url.replace('http', 'ws')}/ws/${room}?name=Quiet`;
        const socket = atEnd(new WebSocket(address), (each) => each.terminate());
        await once(socket, 'open');
      },
    ],
    [
      'a Yjs client whose own renewals do not run, as in a hidden tab',
      async (url: string, room: string) => show(await wire(url, room), VICTIM, 'Quiet'),
    ],
  ] as const)
    it(`[U7] says every 20 seconds that ${who} is there, for as long as it is connected`, async () => {
      const clock = new RelayClock();
      const relay = await start({ clock });
      const { id } = await relay.createRoom();
      const observer = await wire(relay.url, id);
      await join(relay.url, id);
      await eventually('it to be seen', () => {
        clock.advance(50);
        return clocksOf(observer, 'Quiet').length > 0;
      });
      for (let round = 0; round < 3; round++) {
        const [before, since] = [clocksOf(observer, 'Quiet'), clock.steady()];
        await eventually('a renewal', () => {
          clock.advance(500);
          return clocksOf(observer, 'Quiet').length > before.length;
        });
        // It was on its way for a moment, while this clock ran on.
        assert.ok(clock.steady() - since < 25_000, 'y-protocols waits 30 seconds');
        assert.ok(
          clocksOf(observer, 'Quiet').at(-1)! > before.at(-1)!,
          'y-protocols takes higher clocks only',
        );
      }
    });

  it('[H11] an impostor who waits gets nothing when a plain client’s connection drops for a moment', async () => {
    const relay = await start();
    const { id } = await relay.createRoom();
    const network = atEnd(await startTcpProxy({ targetPort: relay.port }), (proxy) => proxy.close());
    const through = `http://127.0.0.1:${network.port}`;
    const observer = await wire(relay.url, id);
    const victim = await wire(through, id);
    show(victim, VICTIM, 'Victim');
    await eventually('the victim', () => shownTo(observer, VICTIM) === 'Victim');
    const impostor = await wire(relay.url, id);
    const pinged = new Promise((resolve) => victim.socket.once('ping', resolve));
    show(impostor, VICTIM, 'Impostor', 99);
    await pinged;
    // The relay reads what came first first: the answer to its ping, then this.
    show(victim, VICTIM, 'Victim, well', 2);
    await eventually('the victim to move', () => shownTo(observer, VICTIM) === 'Victim, well');
    network.cut();
    await eventually('the break', () => shownTo(observer, VICTIM) !== 'Victim, well');
    show(impostor, VICTIM, 'Impostor', 100);
    const back = await wire(through, id);
    show(back, VICTIM, 'Victim, back', 3);
    await eventually('the victim to be back', () => shownTo(observer, VICTIM) === 'Victim, back');
    show(impostor, VICTIM, 'Impostor', 101);
    show(back, VICTIM, 'Victim, moving', 4);
    await eventually('the victim to move', () => shownTo(observer, VICTIM) === 'Victim, moving');
    assert.deepEqual(clocksOf(observer, 'Impostor'), []);
  });

  it('[H11] nobody gets the id of a client that has shown a key, and it comes back while its old connection hangs', async () => {
    const relay = await start();
    const { id } = await relay.createRoom();
    const network = atEnd(await startTcpProxy({ targetPort: relay.port }), (proxy) => proxy.close());
    const observer = await wire(relay.url, id);
    const keyed = async (url: string, key: string) => {
      const client = await wire(url, id);
      const json = Buffer.from(JSON.stringify({ kind: 'presence_key', key }));
      client.send([100, json.length, ...json]);
      return client;
    };
    const key = 'k'.repeat(32);
    const victim = await keyed(`http://127.0.0.1:${network.port}`, key);
    show(victim, VICTIM, 'Victim');
    await eventually('the victim', () => shownTo(observer, VICTIM) === 'Victim');
    const impostors = [await wire(relay.url, id), await keyed(relay.url, 'x'.repeat(32))];
    network.hold();
    for (const impostor of impostors) show(impostor, VICTIM, 'Impostor', 99);
    const back = await keyed(relay.url, key);
    show(back, VICTIM, 'Victim, back', 2);
    await eventually('the victim to be back', () => shownTo(observer, VICTIM) === 'Victim, back');
    back.close();
    await eventually('the break', () => shownTo(observer, VICTIM) === 'nobody');
    for (const impostor of impostors) show(impostor, VICTIM, 'Impostor', 100);
    impostors.push(await wire(relay.url, id));
    show(impostors.at(-1)!, VICTIM, 'Impostor');
    show(await keyed(relay.url, key), VICTIM, 'Victim, again', 3);
    await eventually('the victim once more', () => shownTo(observer, VICTIM) === 'Victim, again');
    assert.deepEqual(clocksOf(observer, 'Impostor'), []);
  });

  it('[H11] the first key of a connection holds, and a later one changes nothing', async () => {
    const relay = await start();
    const { id } = await relay.createRoom();
    const [observer, owner] = [await wire(relay.url, id), await wire(relay.url, id)];
    const showKey = (client: WireClient, key: string) => {
      const json = Buffer.from(JSON.stringify({ kind: 'presence_key', key }));
      client.send([100, json.length, ...json]);
    };
    const [first, later] = ['a'.repeat(22), 'b'.repeat(22)];
    showKey(owner, first);
    showKey(owner, later);
    show(owner, VICTIM, 'Owner');
    await eventually('the owner', () => shownTo(observer, VICTIM) === 'Owner');
    owner.close();
    await eventually('the break', () => shownTo(observer, VICTIM) === 'nobody');
    for (const [key, name] of [
      [later, 'Later'],
      [first, 'First'],
    ] as const) {
      const client = await wire(relay.url, id);
      showKey(client, key);
      show(client, VICTIM, name);
    }
    await eventually('who has the first key', () => shownTo(observer, VICTIM) === 'First');
    assert.deepEqual(clocksOf(observer, 'Later'), []);
  });

  it('[H11] a claim makes the relay cut nobody who is silent for some seconds', async () => {
    const clock = new RelayClock();
    const relay = await start({ clock });
    const { id } = await relay.createRoom();
    const network = atEnd(await startTcpProxy({ targetPort: relay.port }), (proxy) => proxy.close());
    const victim = await wire(`http://127.0.0.1:${network.port}`, id);
    show(victim, VICTIM, 'Victim');
    const observer = await wire(relay.url, id);
    await eventually('the victim', () => {
      clock.advance(50);
      return shownTo(observer, VICTIM) === 'Victim';
    });
    network.hold();
    clock.advance(50);
    show(await wire(relay.url, id), VICTIM, 'Claimant', 2);
    await eventually('the claim to have its turn', () => {
      clock.advance(500);
      return shownTo(observer, VICTIM) === 'Claimant';
    });
    network.release();
    show(victim, VICTIM, 'Victim, well', 2);
    const beat = new Promise((resolve) => victim.socket.once('ping', resolve));
    clock.advance(12_000);
    await beat;
    show(victim, VICTIM, 'Victim, moving', 3);
    await eventually('the victim to be seen again', () => {
      clock.advance(50);
      return shownTo(observer, VICTIM) === 'Victim, moving';
    });
    assert.equal(victim.socket.readyState, WebSocket.OPEN);
  });
});
