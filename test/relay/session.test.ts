import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { systemClock } from '../../relay/clock.ts';
import { Journal } from '../../extension/core/session/journal.ts';
import { writeSelections } from '../../extension/core/presence/participants.ts';
import { Mismatches } from '../../extension/core/session/mismatches.ts';
import { Session } from '../../extension/core/session/session.ts';
import type { Clock } from '../../extension/core/ports.ts';
import { PALETTE } from '../../shared/presence/palette.ts';
import { parseRelayUrl } from '../../extension/core/session/relayUrl.ts';
import { CLIENT_SILENCE_TIMEOUT_MS, MAX_MESSAGE_BYTES, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { memoryStore, type MemoryStore } from '../support/memoryStore.ts';
import { silentLog } from '../support/silentLog.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

/** The extension's session against a real relay, with a network in between that can be cut. */
describe('a session', function () {
  this.timeout(60_000);
  let store: HeldStore;
  let relay: TestRelay;
  let network: TcpProxy;
  let roomId: string;
  let disk: MemoryStore;
  let skewMs = 0;
  const sessions: Session[] = [];
  /** Timers longer than this never run out. */
  let longestTimerMs = Infinity;
  const clock: Clock = {
    ...systemClock,
    now: () => Date.now() + skewMs,
    after: (ms, task) => (ms > longestTimerMs ? () => undefined : systemClock.after(ms, task)),
  };

  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store });
    network = await startTcpProxy({ targetPort: relay.port });
    roomId = (await relay.createRoom('room')).id;
    disk = memoryStore();
    skewMs = 0;
    longestTimerMs = Infinity;
  });

  afterEach(async () => {
    store.isHeld = false;
    for (const session of sessions.splice(0)) await session.leave();
    await network.close();
    await relay.relay.stop();
  });

  it('[N7] is saved only when the relay has the last edit on disk, a deletion as well', async () => {
    const session = await open();
    await session.whenTextIsThere();
    await session.whenSaved();
    for (const change of [() => session.text.insert(4, '!'), () => session.text.delete(0, 2)]) {
      store.isHeld = true;
      change();
      assert.equal(session.isSaved, false);
      await eventually('the append', () => store.appends.length > 0 && !session.isSaved);
      store.isHeld = false;
      await session.whenSaved();
      assert.equal(await relay.codeOf(roomId), session.text.toString());
    }
  });

  it('[N2] goes on without the network, and hands in what was typed meanwhile, deletions alone as well', async () => {
    const session = await open();
    await session.whenTextIsThere();
    down();
    await eventually('to be offline', () => session.state.kind === 'offline');
    session.text.delete(0, 1);
    assert.equal(session.isSaved, false);
    network.accept();
    await session.whenSaved();
    assert.equal(session.state.kind, 'online');
    assert.equal(await relay.codeOf(roomId), 'oom');
  });

  it('[N2] a window that comes back after a crash brings what was typed without the network, once', async () => {
    const first = await open();
    await first.whenTextIsThere();
    await first.flush();
    down();
    await eventually('to be offline', () => first.state.kind === 'offline');
    first.text.insert(4, ' typed offline');
    await eventually('the journal', () => disk.values.has(`${roomId}.unsaved`));
    abandon(first);

    const second = await open();
    assert.equal(second.text.toString(), 'room typed offline');
    assert.equal(second.isSaved, false);
    network.accept();
    await second.whenSaved();
    assert.equal(await relay.codeOf(roomId), 'room typed offline');
    await second.flush();
    assert.equal(disk.values.has(`${roomId}.unsaved`), false);
    abandon(second);
    const third = await open();
    await third.whenTextIsThere();
    assert.equal(third.text.toString(), 'room typed offline');
  });

  it('[N2] a window that crashes while the relay is away shows all that was there, its partner’s latest words as well', async () => {
    const first = await open();
    const other = await open('Ben', memoryStore());
    await Promise.all([first.whenTextIsThere(), other.whenTextIsThere()]);
    await eventually('the first state', () => disk.values.has(`${roomId}.state`));
    other.text.insert(4, ' of theirs');
    await eventually('the partner’s words', () => first.text.toString() === 'room of theirs');
    down();
    await eventually('to be offline', () => first.state.kind === 'offline');
    first.text.insert(14, ' and mine');
    await eventually('the journal', () => disk.values.has(`${roomId}.unsaved`));
    abandon(first);

    const second = await open();
    assert.equal(second.text.toString(), 'room of theirs and mine');
  });

  it('[SE3] edits whose room state is missing on this disk meet the relay’s, and are not called saved before', async () => {
    const first = await open();
    await first.whenTextIsThere();
    down();
    await eventually('to be offline', () => first.state.kind === 'offline');
    first.text.insert(4, ' kept');
    await eventually('the journal', () => disk.values.has(`${roomId}.unsaved`));
    abandon(first);
    disk.values.delete(`${roomId}.state`);

    const second = await open();
    assert.equal(second.isSaved, false);
    assert.equal(second.hasText, false);
    await second.flush();
    assert.ok(disk.values.has(`${roomId}.unsaved`));
    network.accept();
    await second.whenTextIsThere();
    await second.whenSaved();
    assert.equal(second.state.kind, 'online');
    assert.equal(await relay.codeOf(roomId), 'room kept');
  });

  it('[F9] notices a relay that has fallen silent, and connects anew', async () => {
    const session = await open();
    await session.whenTextIsThere();
    network.hold();
    session.text.insert(4, '!');
    skewMs = CLIENT_SILENCE_TIMEOUT_MS + 1_000;
    // y-websocket would notice by itself, but only after 30 seconds.
    await eventually('to be offline', () => session.state.kind === 'offline', 15_000);
    skewMs = 0;
    network.cut();
    network.release();
    await session.whenSaved();
    assert.equal(await relay.codeOf(roomId), 'room!');
  });

  it('[N2] does not wait for its next attempt when asked to connect now', async () => {
    const session = await open();
    await session.whenTextIsThere();
    const kind = (): string => session.state.kind;
    const yardstick = await joinAsPlainClient(`http://127.0.0.1:${network.port}`, roomId);
    longestTimerMs = 250;
    down();
    await eventually('to be offline', () => session.state.kind === 'offline');
    await eventually('the other one to be offline', () => !yardstick.provider.synced);
    network.accept();
    // y-websocket's own attempts have no timers that a test holds: this one has made two of them meanwhile.
    await eventually('it to be back', () => yardstick.provider.synced);
    network.cut();
    await eventually('it to be cut again', () => !yardstick.provider.synced);
    await eventually('it to be back again', () => yardstick.provider.synced);
    yardstick.close();
    assert.equal(kind(), 'offline');
    session.text.insert(4, '!');
    session.reconnectNow();
    await session.whenSaved();
    assert.equal(kind(), 'online');
    session.reconnectNow();
    assert.equal(kind(), 'online');
  });

  it('calls the relay away after five seconds, not at a short break, and tells since when', async () => {
    const session = await open();
    await session.whenTextIsThere();
    const lostAfter = clock.now();
    down();
    await eventually('to be offline', () => session.state.kind === 'offline');
    assert.ok(session.state.kind === 'offline' && session.state.since >= lostAfter);
    assert.equal(session.isAway, false);
    skewMs = 4_900 - (clock.now() - session.state.since);
    assert.equal(session.isAway, false);
    const told = new Promise<void>((resolve) => {
      session.onDidChange(() => {
        if (session.isAway) resolve();
      });
    });
    skewMs += 200;
    await told;
    network.accept();
    await eventually('to be back', () => session.state.kind === 'online');
    assert.equal(session.isAway, false);
  });

  it('ends with a sentence when the room is deleted, and does not come back', async () => {
    const session = await open();
    await session.whenTextIsThere();
    await relay.request('DELETE', `/rooms/${roomId}`);
    await eventually('the end', () => session.state.kind === 'ended');
    assert.ok(session.state.kind === 'ended');
    assert.match(session.state.reason ?? '', /does not exist any more.*Your text stays/);
    assert.equal(session.text.toString(), 'room');
  });

  it('rejects in a sentence when there is no such room', async () => {
    roomId = 'A'.repeat(22);
    const session = await open();
    await assert.rejects(session.whenTextIsThere(), /does not exist/);
  });

  it('[S16] ends for good when more is pasted than a room or a message holds, and the others go on', async () => {
    const other = await open('Ben', memoryStore());
    await other.whenTextIsThere();
    for (const units of [MAX_TEXT_UNITS + 1, MAX_MESSAGE_BYTES + 1]) {
      const session = await open('Anna', memoryStore());
      await session.whenTextIsThere();
      session.text.insert(0, 'x'.repeat(units));
      await eventually('the end', () => session.state.kind === 'ended');
      assert.ok(session.state.kind === 'ended');
      assert.match(session.state.reason ?? '', /limit.*Your text stays/);
      assert.equal(session.state.refused, true);
    }
    other.text.insert(4, 's');
    await other.whenSaved();
    assert.equal(await relay.codeOf(roomId), 'rooms');
  });

  it('shows that the relay cannot store, until it can', async () => {
    const session = await open();
    await session.whenTextIsThere();
    store.fails = () => true;
    session.text.insert(0, 'x');
    await eventually('the notice', () => session.notice !== undefined);
    assert.equal(session.isSaved, false);
    store.fails = () => false;
    await session.whenSaved();
    assert.equal(session.notice, undefined);
  });

  it('[M1] a replica that has got another text by the same edits is put right, and the relay counts it', async () => {
    const [anna, ben] = [await open(), await open('Ben', memoryStore())];
    const mended: string[] = [];
    for (const [name, session] of Object.entries({ anna, ben })) {
      await session.whenTextIsThere();
      new Mismatches({
        session,
        roomId,
        readRelay: () => relay.codeOf(roomId),
        lastOperations: () => [],
        log: silentLog,
        onMended: () => mended.push(name),
      });
    }
    // A client without our binding may write the halves of a surrogate pair one after the other.
    anna.text.insert(0, '\ud83d');
    anna.text.insert(1, '\ude00');
    await eventually('one to be mended', () => mended.length > 0, 20_000);
    await anna.whenSaved();
    await eventually('the relay to count both who noticed', async () =>
      /^tandem_text_mismatches_total\{of="replica"\} 2$/m.test(
        await (await relay.request('GET', '/metrics')).text(),
      ),
    );
    await eventually('all to read the same', () => ben.text.toString() === anna.text.toString());
    assert.equal(await relay.codeOf(roomId), '\ufffd\ufffdroom');
    assert.equal(anna.text.toString(), '\ufffd\ufffdroom');
    assert.deepEqual(mended, ['anna']);
  });

  it('[IM1] takes a storm of edits in by the frame, also over a cut connection, and loses none', async () => {
    const session = await open();
    await session.whenTextIsThere();
    const author = await joinAsPlainClient(relay.url, roomId);
    try {
      let transactions = 0;
      session.text.observe(() => transactions++);
      const typed = Array.from({ length: 1_500 }, (_, index) => `${index} `);
      const textAfter = (count: number): string => `room${typed.slice(0, count).join('')}`;
      for (const [index, token] of typed.entries()) {
        author.text.insert(author.text.length, token);
        // A turn of the event loop, so that not all of them are one message.
        if (index % 5 === 0) await new Promise(setImmediate);
        if (index === 500) network.cut();
        if (index === 1_000)
          await eventually('the first part', () => session.text.toString() === textAfter(1_001));
      }
      await eventually('the whole storm', () => session.text.toString() === textAfter(1_500));
      assert.ok(transactions < typed.length / 5, `${transactions} transactions for ${typed.length} edits`);
      session.text.insert(0, 'the ');
      await session.whenSaved();
      assert.equal(await relay.codeOf(roomId), `the ${textAfter(1_500)}`);
    } finally {
      author.close();
    }
  });

  it('hears of a new name and language', async () => {
    const session = await open();
    await session.whenTextIsThere();
    await relay.request('PATCH', `/rooms/${roomId}`, { name: 'Renamed', language: 'rust' });
    await eventually('the new name', () => session.room.name === 'Renamed');
    assert.equal(session.room.language, 'rust');
  });

  it('shows two windows each other, also after one was cut off', async () => {
    const [anna, ben] = [await open('Anna', memoryStore()), await open('Ben', memoryStore())];
    const others = (session: Session): string[] =>
      session.participants.filter(({ isSelf }) => !isSelf).map(({ name }) => name);
    await Promise.all([anna.whenTextIsThere(), ben.whenTextIsThere()]);
    anna.publish(writeSelections(anna.text, [{ anchor: 1, head: 3 }]));
    await eventually('Anna’s selection at Ben', () =>
      ben.participants.some(
        ({ name, selections }) => name === 'Anna' && selections[0]?.anchor === 1 && selections[0].head === 3,
      ),
    );
    network.cut();
    await eventually('both to be alone', () => others(anna).length === 0 || others(ben).length === 0);
    await eventually('both to be back', () => others(anna).includes('Ben') && others(ben).includes('Anna'));
  });

  async function open(name = 'Anna', files = disk): Promise<Session> {
    const relayUrl = parseRelayUrl(`http://127.0.0.1:${network.port}`);
    const id = parseRoomId(roomId);
    assert.ok('url' in relayUrl && id !== undefined);
    const session = await Session.open({
      room: { id, name: 'Test', language: 'plaintext', relayUrl: relayUrl.url },
      user: { name, color: PALETTE[0]! },
      journal: new Journal({ store: files, key: roomId, clock, log: silentLog, delayMs: 200 }),
      socket: WebSocket as unknown as typeof globalThis.WebSocket,
      clock,
      log: silentLog,
    });
    sessions.push(session);
    return session;
  }

  function down(): void {
    network.refuse();
    network.cut();
  }

  /** The window is gone without a chance to say or write anything: what it still writes goes nowhere. */
  function abandon(session: Session): void {
    const kept = new Map(disk.values);
    const old = disk;
    disk = memoryStore();
    for (const [key, bytes] of kept) disk.values.set(key, bytes);
    old.failure = new Error('this window is gone');
    sessions.splice(sessions.indexOf(session), 1);
    void session.leave();
  }
});
