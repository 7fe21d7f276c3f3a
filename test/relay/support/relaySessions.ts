import assert from 'node:assert/strict';
import { systemClock } from '../../../extension/systemClock.ts';
import type { Clock } from '../../../client/ports.ts';
import { Journal } from '../../../client/session/journal.ts';
import { parseRelayUrl } from '../../../client/relay/relayUrl.ts';
import { Session } from '../../../client/session/session.ts';
import { nodeSocket } from '../../../extension/node/nodeSocket.ts';
import { PALETTE } from '../../../shared/presence/palette.ts';
import { parseRoomId } from '../../../shared/room/roomId.ts';
import { memoryStore, type MemoryStore } from '../../support/memoryStore.ts';
import { silentLog } from '../../support/silentLog.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy.ts';
import { createHeldStore, type HeldStore } from './heldStore.ts';
import { startTestRelay, type TestRelay } from './testRelay.ts';

/** The extension's sessions in a room of a real relay, with a network in between that can be cut. */
export interface RelaySessions {
  readonly store: HeldStore;
  readonly relay: TestRelay;
  readonly network: TcpProxy;
  /** The room of the sessions that are opened from now on; it reads "room". */
  roomId: string;
  /** Where sessions keep their journals if they are not told where; `abandon` puts a copy in its place. */
  readonly disk: MemoryStore;
  readonly clock: Clock;
  /** How far the sessions' clock is ahead. */
  skewMs: number;
  /** The sessions' timers that are longer than this never run out. */
  longestTimerMs: number;
  readonly open: (name?: string, files?: MemoryStore) => Promise<Session>;
  /** Nothing gets through, until `network.accept()`. */
  readonly down: () => void;
  /** True while that disk holds edits of the room that the relay has not acknowledged. */
  readonly isUnsavedKept: () => boolean;
  /** The window is gone without a chance to say or write anything: what it still writes goes nowhere. */
  readonly abandon: (session: Session) => void;
}

/** Each test of the suite begins with a relay, a room and a disk of its own, and without sessions. */
export function setUpRelaySessions(): RelaySessions {
  let store: HeldStore;
  let relay: TestRelay;
  let network: TcpProxy;
  let disk: MemoryStore;
  const opened: Session[] = [];
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + sessions.skewMs,
    after: (ms, task) => (ms > sessions.longestTimerMs ? () => undefined : systemClock.after(ms, task)),
  };

  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store });
    network = await startTcpProxy({ targetPort: relay.port });
    sessions.roomId = (await relay.createRoom('room')).id;
    disk = memoryStore();
    sessions.skewMs = 0;
    sessions.longestTimerMs = Infinity;
  });

  afterEach(async () => {
    store.isHeld = false;
    for (const session of opened.splice(0)) await session.leave();
    await network.close();
    await relay.relay.stop();
  });

  const sessions: RelaySessions = {
    get store() {
      return store;
    },
    get relay() {
      return relay;
    },
    get network() {
      return network;
    },
    get disk() {
      return disk;
    },
    clock,
    roomId: '',
    skewMs: 0,
    longestTimerMs: Infinity,
    open: async (name = 'Anna', files = disk) => {
      const relayUrl = parseRelayUrl(`http://127.0.0.1:${network.port}`);
      const id = parseRoomId(sessions.roomId);
      assert.ok('url' in relayUrl && id !== undefined);
      const session = await Session.open({
        room: { id, name: 'Test', language: 'plaintext', relayUrl: relayUrl.url },
        user: { name, color: PALETTE[0]! },
        journal: new Journal({ store: files, key: `${id}.window`, clock, log: silentLog, delayMs: 200 }),
        socket: nodeSocket,
        clock,
        log: silentLog,
      });
      opened.push(session);
      return session;
    },
    down: () => {
      network.refuse();
      network.cut();
    },
    isUnsavedKept: () => [...disk.values.keys()].some((name) => name.endsWith('.unsaved')),
    abandon: (session) => {
      const kept = new Map(disk.values);
      const old = disk;
      disk = memoryStore();
      for (const [key, bytes] of kept) disk.values.set(key, bytes);
      old.failure = new Error('this window is gone');
      opened.splice(opened.indexOf(session), 1);
      void session.leave();
    },
  };
  return sessions;
}
