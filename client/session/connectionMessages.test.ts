import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { awareness } from '../../test/support/craftedAwareness.ts';
import { ConnectionDesk } from '../../test/support/connectionDesk.ts';
import { eventually } from '../../test/support/eventually.ts';
import type { FakeSocket } from '../../test/support/fakeSocket.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';

/** What passes through a connection, in both directions. */
describe('the messages of a connection', () => {
  let desk: ConnectionDesk;
  beforeEach(() => (desk = new ConnectionDesk()));
  afterEach(() => desk.dispose());

  it('[CN2] [H11] begin with the key of presence, on every wire the same, then step 1, then presence', () => {
    desk.comeOnline();
    assert.deepEqual(desk.kinds(), ['control', 'step1', 'awareness', 'step2']);
    const [key] = desk.said();
    assert.ok(key?.kind === 'control' && key.message?.kind === 'presence_key');
    assert.match(key.message.key, /^[\da-f]{32}$/);
    desk.socket.end();
    desk.connection.reconnectNow();
    desk.greet();
    assert.deepEqual(desk.kinds(), ['control', 'step1', 'awareness', 'step2']);
    assert.deepEqual(desk.said()[0], key);
  });

  it('show no presence where there is none', () => {
    desk.awareness.setLocalState(null);
    desk.comeOnline();
    assert.deepEqual(desk.kinds(), ['control', 'step1', 'step2']);
  });

  it('[N2] carry what was typed while it opened in the step 2, and only there', () => {
    assert.equal(desk.type('idle '), undefined);
    desk.connection.connect();
    assert.equal(desk.type('opening '), undefined);
    desk.greet();
    assert.ok(!desk.kinds().includes('update'));
    assert.deepEqual(desk.handedIn, [1]);
    assert.equal(roomAfter(), 'opening idle room');
  });

  it('[N2] carry what was typed without a connection in the step 2 of the next, and only there', () => {
    desk.comeOnline();
    desk.socket.end();
    assert.equal(desk.type('offline '), undefined);
    desk.connection.reconnectNow();
    desk.greet();
    assert.ok(!desk.kinds().includes('update'));
    assert.equal(roomAfter(), 'offline room');
  });

  it('[N7] [W2] have the numbers by which the relay counts them, on each wire from one', () => {
    desk.connection.connect();
    desk.socket.open();
    assert.equal(desk.type('a'), 1);
    desk.say.step1();
    assert.deepEqual(desk.handedIn, [2]);
    desk.awareness.setLocalState({ user: { name: 'Ada' } });
    assert.equal(desk.type('b'), 3);
    // The relay asks again after a gap.
    desk.say.step1();
    assert.deepEqual(desk.handedIn, [2, 4]);
    assert.equal(desk.type('c'), 5);
    assert.deepEqual(counted(desk.socket), ['update', 'step2', 'update', 'step2', 'update']);
    desk.socket.readyState = 2;
    assert.equal(desk.type('d'), undefined, 'a socket that closes takes nothing');
    desk.socket.end();
    desk.connection.reconnectNow();
    desk.greet();
    assert.deepEqual(desk.handedIn, [2, 4, 1]);
    assert.equal(desk.type('e'), 2);
  });

  it('show changes of presence while the wire is open', () => {
    desk.connection.connect();
    desk.awareness.setLocalState({ user: { name: 'Ada' } });
    desk.greet();
    const before = desk.said().length;
    desk.awareness.setLocalState({ user: { name: 'Ada Lovelace' } });
    assert.equal(desk.said().length, before + 1);
    desk.socket.end();
    desk.awareness.setLocalState({ user: { name: 'Ada King' } });
    assert.equal(desk.said().length, before + 1);
  });

  it('[CN3] show the others until the wire is lost; that it is offline is told first', () => {
    desk.comeOnline();
    seeBen(100);
    assert.deepEqual(desk.others(), ['Ben']);
    desk.awareness.on('change', () => desk.told.push(`sees ${desk.others().length}`));
    desk.socket.end();
    assert.deepEqual(desk.others(), []);
    assert.deepEqual(desk.told.slice(-2), ['offline', 'sees 0']);
    assert.deepEqual(desk.awareness.getLocalState(), { user: { name: 'Anna' } });
  });

  it('[CN3] [U8] take what the next wire says of the others for news, also with lower clocks', () => {
    desk.comeOnline();
    seeBen(100);
    desk.socket.end();
    desk.connection.reconnectNow();
    desk.greet();
    seeBen(7);
    assert.deepEqual(desk.others(), ['Ben']);
  });

  it('show nobody once the connection is over', () => {
    desk.comeOnline();
    seeBen(1);
    desk.connection.dispose();
    assert.deepEqual(desk.others(), []);
  });

  it('[CN4] that came right before a loss are taken in before the loss is told', () => {
    desk.comeOnline();
    desk.text.observe(() => desk.told.push(`reads ${desk.text.toJSON()}`));
    desk.say.update(desk.theirEdit('!'));
    desk.say.update(desk.theirEdit('?'));
    desk.socket.end();
    assert.deepEqual(desk.told.slice(-2), ['reads room!?', 'offline']);
    desk.connection.reconnectNow();
    desk.greet();
    desk.say.update(desk.theirEdit('.'));
    desk.connection.dispose();
    assert.equal(desk.text.toJSON(), 'room!?.');
  });

  it('take effect in their order: a word of the relay after the edits before it', () => {
    desk.comeOnline();
    desk.whenControl(() => desk.told.push(`hears, and reads ${desk.text.toJSON()}`));
    desk.say.update(desk.theirEdit('!'));
    desk.say.control({ kind: 'saved', updates: 1 });
    assert.equal(desk.told.at(-1), 'hears, and reads room!');
    assert.deepEqual(desk.controls, [{ kind: 'saved', updates: 1 }]);
  });

  it('that fail here end neither the connection nor the process', () => {
    desk.comeOnline();
    desk.whenControl(() => {
      throw new Error('a listener fails');
    });
    desk.say.control({ kind: 'saved', updates: 1 });
    desk.say.update(desk.theirEdit('!'));
    desk.clock.advance(0);
    assert.equal(desk.text.toJSON(), 'room!');
  });

  it('of kinds that a newer relay may have are left alone', () => {
    desk.comeOnline();
    desk.socket.say(Uint8Array.of(77, 1, 2).buffer);
    desk.say.control({ kind: 'weather', is: 'fine' });
    desk.socket.say(Uint8Array.of(100, 1, 0xff).buffer);
    assert.equal(desk.status.kind, 'online');
  });

  it('[H12] that come from no relay end it for good, and nothing of them is taken in', () => {
    const hostile: Record<string, () => void> = {
      'a message that breaks off': () => desk.socket.say(Uint8Array.of(0, 2, 9, 1).buffer),
      'one of no kind': () => desk.socket.say(new ArrayBuffer(0)),
      text: () => desk.socket.say('hello'),
      'no frame': () => desk.socket.fail('WS_ERR_INVALID_OPCODE'),
      'an update that is none': () => desk.say.update(Uint8Array.of(1, 1, 1)),
    };
    for (const [what, say] of Object.entries(hostile)) {
      desk.dispose();
      desk = new ConnectionDesk();
      desk.comeOnline();
      const { socket } = desk;
      say();
      desk.clock.advance(0);
      assert.deepEqual(desk.status, { kind: 'over', because: { kind: 'distrusted' } }, what);
      assert.equal(desk.text.toJSON(), 'room');
      assert.equal(socket.isHungUp, true);
      assert.equal(desk.clock.pending, 0, what);
    }
  });

  it('an error of the network is no word of the relay', () => {
    desk.connection.connect();
    desk.socket.fail('ECONNREFUSED');
    desk.socket.end();
    assert.equal(desk.status.kind, 'offline');
  });

  it('[S15] an edit without the ones before it makes it sync anew', () => {
    desk.comeOnline();
    const { socket } = desk;
    desk.theirEdit('missing');
    desk.say.update(desk.theirEdit('!'));
    desk.clock.advance(0);
    assert.equal(socket.isHungUp, true);
    assert.equal(desk.status.kind, 'offline');
    desk.connection.reconnectNow();
    desk.greet();
    assert.equal(desk.text.toJSON(), 'roommissing!');
  });

  it('[U3] give nothing to a relay that does not prove to be the known one, and it is tried again', async () => {
    desk.dispose();
    desk = new ConnectionDesk({ trust: { expected: () => ['known' as RelayId], met: () => undefined } });
    desk.connection.connect();
    const { socket } = desk;
    socket.open();
    desk.type('secret');
    desk.say.control({ kind: 'welcome' });
    desk.say.step1();
    desk.say.step2();
    await eventually('the stranger to be left', () => socket.isHungUp);
    assert.deepEqual(desk.strangers, [undefined]);
    assert.deepEqual(socket.sent, []);
    assert.equal(desk.text.toJSON(), 'secret');
    socket.end();
    assert.equal(desk.status.kind, 'offline');
    desk.clock.advance(2_000);
    assert.equal(desk.sockets.length, 2);
  });

  function seeBen(clock: number): void {
    desk.say.presence(awareness([[7, clock, JSON.stringify({ user: { name: 'Ben' } })]]));
    desk.clock.advance(16);
  }

  /** The room's text once the relay has taken in what this window has sent on the newest wire. */
  function roomAfter(): string {
    for (const message of desk.said())
      if (message.kind === 'step2' || message.kind === 'update') Y.applyUpdate(desk.room, message.update);
    return desk.room.getText('code').toJSON();
  }

  function counted(socket: FakeSocket): string[] {
    return desk.kinds(socket).filter((kind) => kind === 'step2' || kind === 'update');
  }
});
