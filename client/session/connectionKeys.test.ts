import assert from 'node:assert/strict';
import { ConnectionDesk } from '../../test/support/connectionDesk.ts';
import { trustEveryRelay } from '../relay/relayTrust.ts';

/** A person whose key is found when the test says so. */
function keptKey() {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let asked = 0;
  const find = (): Promise<string | undefined> => {
    asked++;
    return promise;
  };
  return { trust: { ...trustEveryRelay, keys: { find } }, found: resolve, asked: () => asked };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a connection to the relay of a team', () => {
  it('opens when the relay has proved itself, and shows the key beside a name that the relay selects', async () => {
    const kept = keptKey();
    const desk = new ConnectionDesk(kept);
    desk.connection.connect();
    await settled();
    assert.equal(desk.sockets.length, 0);
    assert.equal(desk.status.kind, 'connecting');
    kept.found('secret');
    await settled();
    assert.deepEqual(desk.socket.protocols, ['tandem', 'tandem.key.secret']);
    desk.greet();
    assert.equal(desk.status.kind, 'online');
    desk.dispose();
  });

  it('opens without a key where the relay there is not the one that it is for', async () => {
    const kept = keptKey();
    const desk = new ConnectionDesk(kept);
    desk.connection.connect();
    kept.found(undefined);
    await settled();
    assert.deepEqual(desk.socket.protocols, []);
    desk.dispose();
  });

  it('tries again when the relay does not say who it is, and opens nothing after it was left', async () => {
    const kept = keptKey();
    const desk = new ConnectionDesk(kept);
    desk.connection.connect();
    desk.clock.advance(10_000);
    assert.equal(desk.status.kind, 'offline');
    desk.clock.advance(30_000);
    assert.ok(kept.asked() > 1);
    desk.dispose();
    kept.found('secret');
    await settled();
    assert.equal(desk.sockets.length, 0);
  });

  it('offers no subprotocol without a key, which older relays might not know', () => {
    const desk = new ConnectionDesk();
    desk.connection.connect();
    assert.deepEqual(desk.socket.protocols, []);
    desk.dispose();
  });
});
