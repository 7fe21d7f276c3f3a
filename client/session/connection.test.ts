import assert from 'node:assert/strict';
import { ConnectionDesk, relayUrl, ROOM_ID } from '../../test/support/connectionDesk.ts';
import { CLIENT_SILENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';

/** The states of a connection, how each ends, and that nothing of an earlier one is left. */
describe('a connection', () => {
  let desk: ConnectionDesk;
  beforeEach(() => (desk = new ConnectionDesk()));
  afterEach(() => desk.dispose());

  it('asks nothing of the relay before it is told to, and then for its room once', () => {
    assert.equal(desk.sockets.length, 0);
    desk.connection.connect();
    desk.connection.connect();
    assert.equal(desk.sockets.length, 1);
    assert.match(
      desk.socket.url,
      new RegExp(
        String.raw`^wss://relay\.example\.org/team/sync/${ROOM_ID}\?control=1&nonce=[\w-]{43}&address=https%3A%2F%2Frelay\.example\.org%2Fteam$`,
      ),
    );
    assert.equal(desk.socket.binaryType, 'arraybuffer');
  });

  it('is online when the relay’s step 2 is in, and tells it once', () => {
    desk.connection.connect();
    desk.socket.open();
    assert.equal(desk.text.toJSON(), '');
    assert.deepEqual(desk.told, ['opened']);
    desk.say.step2();
    assert.equal(desk.text.toJSON(), 'room');
    // Who reads slowly gets another one later.
    desk.say.step2();
    assert.deepEqual(desk.told, ['opened', 'online']);
  });

  it('tells that a relay turns it away for now, until that lets it in or is gone', () => {
    desk.connection.connect();
    const since = desk.clock.now();
    const turnedAway = () => desk.socket.end(CloseCode.tryAgainLater, 'This room is full.');
    desk.socket.open();
    turnedAway();
    assert.deepEqual(desk.status, { kind: 'offline', since, isTurnedAway: true });
    desk.connection.reconnectNow();
    assert.deepEqual(desk.status, { kind: 'offline', since, isTurnedAway: true }, 'while it tries again');
    desk.socket.end(1006, '');
    assert.deepEqual(desk.status, { kind: 'offline', since, isTurnedAway: false });
    desk.connection.reconnectNow();
    desk.socket.open();
    turnedAway();
    desk.connection.reconnectNow();
    desk.greet();
    assert.deepEqual(desk.status, { kind: 'online' });
  });

  it('[F9] gives up a relay that does not take the connection within ten seconds, and tries again', () => {
    desk.connection.connect();
    const { socket } = desk;
    desk.clock.advance(9_999);
    assert.equal(socket.isHungUp, false);
    desk.clock.advance(1);
    assert.equal(socket.isHungUp, true);
    assert.deepEqual(desk.status, { kind: 'offline', since: desk.clock.now(), isTurnedAway: false });
    desk.clock.advance(2_000);
    assert.equal(desk.sockets.length, 2);
    desk.greet();
    desk.clock.advance(10_000);
    assert.equal(desk.socket.isHungUp, false, 'an attempt that has succeeded is not given up');
    assert.equal(desk.status.kind, 'online');
  });

  it('[F9] [F10] gives up a relay that says nothing for twenty seconds, and none that says anything', () => {
    desk.comeOnline();
    for (let beat = 0; beat < 5; beat++) {
      desk.clock.advance(CLIENT_SILENCE_TIMEOUT_MS - 1);
      desk.say.heartbeat();
    }
    assert.equal(desk.socket.isHungUp, false);
    const { socket } = desk;
    desk.clock.advance(CLIENT_SILENCE_TIMEOUT_MS);
    assert.equal(socket.isHungUp, false);
    desk.clock.advance(2_000);
    assert.equal(socket.isHungUp, true);
    assert.equal(desk.status.kind, 'offline');
  });

  it('[F9] counts the silence of a relay that never sends a step 2, too', () => {
    desk.connection.connect();
    desk.socket.open();
    const { socket } = desk;
    desk.clock.advance(CLIENT_SILENCE_TIMEOUT_MS + 2_000);
    assert.equal(socket.isHungUp, true);
  });

  it('comes back for ever after a loss, soon at first and then every thirty seconds', () => {
    desk.comeOnline();
    const lostAt = desk.clock.now();
    for (const delayMs of [2_000, 4_000, 8_000, 16_000, ...Array<number>(500).fill(30_000)]) {
      const count = desk.sockets.length;
      desk.socket.end();
      desk.clock.advance(delayMs - 1);
      assert.equal(desk.sockets.length, count);
      desk.clock.advance(1);
      assert.equal(desk.sockets.length, count + 1);
    }
    assert.deepEqual(
      desk.status,
      { kind: 'offline', since: lostAt, isTurnedAway: false },
      'one outage, however many attempts',
    );
    desk.greet();
    assert.deepEqual(desk.told, ['opened', 'online', 'offline', 'opened', 'online']);
    desk.socket.end();
    desk.clock.advance(2_000);
    assert.equal(desk.sockets.length, 506, 'after a success it comes back soon again');
  });

  it('comes back with longer delays to a relay that opens, and never sends a step 2', () => {
    desk.connection.connect();
    for (const delayMs of [2_000, 4_000, 8_000]) {
      desk.socket.open();
      desk.socket.end(CloseCode.tryAgainLater);
      const count = desk.sockets.length;
      desk.clock.advance(delayMs - 1);
      assert.equal(desk.sockets.length, count);
      desk.clock.advance(1);
    }
    assert.equal(desk.sockets.length, 4);
  });

  it('does not wait for its next attempt when asked to connect now, and begins no second one', () => {
    desk.connection.reconnectNow();
    assert.equal(desk.sockets.length, 0, 'not before it was told to connect');
    desk.comeOnline();
    desk.connection.reconnectNow();
    assert.equal(desk.sockets.length, 1);
    desk.socket.end();
    desk.connection.reconnectNow();
    desk.connection.reconnectNow();
    assert.equal(desk.sockets.length, 2);
    desk.clock.advance(9_000);
    assert.equal(desk.sockets.length, 2, 'the planned attempt is not made as well');
  });

  it('[CN1] is over when the relay closes for good, whenever that is, and leaves no timer', () => {
    for (const begin of [() => desk.socket.open(), () => undefined, () => desk.greet()]) {
      desk.dispose();
      desk = new ConnectionDesk();
      desk.connection.connect();
      begin();
      desk.socket.end(CloseCode.noSuchRoom, 'There is no such room.');
      const because = { kind: 'closed', code: CloseCode.noSuchRoom, reason: 'There is no such room.' };
      assert.deepEqual(desk.status, { kind: 'over', because });
      assert.equal(desk.clock.pending, 0);
      desk.connection.reconnectNow();
      desk.connection.moveTo(relayUrl('https://other.example.org'));
      assert.equal(desk.sockets.length, 1);
      assert.equal(desk.told.at(-1), 'over');
      desk.dispose();
      assert.equal(desk.told.filter((what) => what === 'over').length, 1);
    }
  });

  it('is lost, and not over, when it is closed with a code that passes', () => {
    for (const code of [CloseCode.restarting, CloseCode.goingAway, CloseCode.connectionLost, 4500]) {
      desk.connection.connect();
      desk.connection.reconnectNow();
      desk.socket.end(code);
      assert.equal(desk.status.kind, 'offline', String(code));
    }
  });

  describe('that moves to another address', () => {
    const there = relayUrl('https://other.example.org');
    const isThere = () => desk.socket.url.startsWith(`wss://other.example.org/sync/${ROOM_ID}?`);

    it('before it has begun, begins there', () => {
      desk.connection.moveTo(there);
      assert.equal(desk.sockets.length, 0);
      desk.connection.connect();
      assert.ok(isThere());
    });

    it('while it opens, hangs up and opens there at once', () => {
      desk.connection.connect();
      const { socket } = desk;
      desk.connection.moveTo(there);
      assert.equal(socket.isHungUp, true);
      assert.equal(desk.sockets.length, 2);
      assert.ok(isThere());
      assert.equal(desk.clock.pending, 1, 'only the timeout of the new attempt');
    });

    it('while it is open, says goodbye and opens there at once', () => {
      desk.comeOnline();
      const { socket } = desk;
      desk.connection.moveTo(there);
      assert.equal(socket.isHungUp, true);
      assert.equal(desk.kinds(socket).at(-1), 'awareness');
      assert.ok(isThere());
      assert.ok(desk.socket.url.endsWith(`&address=${encodeURIComponent(there)}`));
      desk.greet();
      assert.deepEqual(desk.told, ['opened', 'online', 'offline', 'opened', 'online']);
    });

    it('while it waits, waits no longer', () => {
      desk.comeOnline();
      desk.socket.end();
      desk.connection.moveTo(there);
      assert.equal(desk.sockets.length, 2);
      assert.ok(isThere());
      desk.clock.advance(9_000);
      assert.equal(desk.sockets.length, 2);
    });
  });

  describe('that is disposed of', () => {
    const states: Record<string, () => void> = {
      'before it has begun': () => undefined,
      'while it opens': () => desk.connection.connect(),
      'while it is open': () => {
        desk.connection.connect();
        desk.socket.open();
      },
      'while it is online': () => desk.comeOnline(),
      'while it waits': () => {
        desk.comeOnline();
        desk.socket.end();
      },
    };
    for (const [when, begin] of Object.entries(states)) {
      it(`[CN1] ${when}, hangs up, leaves no timer and says nothing more`, () => {
        begin();
        const socket = desk.sockets.at(-1);
        const wasUp = socket !== undefined && socket.readyState < 2;
        const said = socket === undefined ? 0 : desk.said(socket).length;
        const wasOpen = socket?.readyState === 1;
        desk.connection.dispose();
        desk.connection.dispose();
        assert.equal(socket?.isHungUp ?? false, wasUp);
        assert.equal(desk.clock.pending, 0);
        desk.awareness.setLocalState({ user: { name: 'Ada' } });
        assert.equal(desk.type('late'), undefined);
        desk.connection.send({ kind: 'mismatch', of: 'replica' });
        desk.connection.connect();
        desk.connection.reconnectNow();
        desk.clock.advance(60_000);
        assert.equal(desk.sockets.at(-1), socket);
        // Of an open one, the goodbye.
        if (socket !== undefined) assert.equal(desk.said(socket).length, said + (wasOpen ? 1 : 0));
        assert.deepEqual(desk.status, { kind: 'over', because: { kind: 'left' } });
      });
    }
  });

  it('[W1] hears nothing of a wire that it has given up', () => {
    desk.comeOnline();
    const old = desk.socket;
    desk.clock.advance(CLIENT_SILENCE_TIMEOUT_MS + 2_000);
    assert.equal(old.isHungUp, true);
    const text = desk.text.toJSON();
    const told = desk.told.length;
    const late = (): void => {
      desk.say.update(desk.theirEdit('!'), old);
      desk.say.step2(old);
      desk.say.control({ kind: 'saved', updates: 9 }, old);
      old.fail('WS_ERR_INVALID_OPCODE');
      desk.clock.advance(0);
      assert.equal(desk.text.toJSON(), text);
      assert.deepEqual(desk.controls, []);
    };
    late();
    desk.connection.reconnectNow();
    assert.equal(desk.sockets.length, 2);
    late();
    old.end(CloseCode.noSuchRoom);
    old.open();
    assert.equal(desk.told.length, told, 'neither over nor open by an event of the old one');
    desk.greet();
    old.end(CloseCode.connectionLost);
    assert.equal(desk.status.kind, 'online');
    assert.equal(desk.sockets.length, 2);
  });
});
