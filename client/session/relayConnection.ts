import type { Awareness } from 'y-protocols/awareness';
import { createDecoder, peekVarUint, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { CLIENT_SILENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { aftermathOf } from '../../shared/protocol/closeCode.ts';
import type { ClientControlMessage, ControlMessage } from '../../shared/protocol/control.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { Clock, Log } from '../ports.ts';
import type { RelayChallenge } from '../../shared/relay/relayChallenge.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import { newChallenge, provenId } from '../relay/identifyRelay.ts';
import type { RelayTrust } from '../relay/relayTrust.ts';
import { readControlMessage } from './controlMessage.ts';
import { IncomingMessages, type Untaken } from './incomingMessages.ts';
import { admitPresence } from './presenceGate.ts';
import { type Proof, provenSocket } from './provenSocket.ts';
import { Reconnection } from './reconnection.ts';
import { relaySocket } from './relaySocket.ts';
import { syncUrl, type RelayUrl } from '../relay/relayUrl.ts';

/** What a connection tells its session. */
export interface ConnectionListener {
  /** A new connection is open; nothing was sent on it yet. */
  opened(): void;
  /** A sync message is about to leave. */
  sending(message: 'step2' | 'update'): void;
  /** Everything that the relay had when this connection opened has arrived. */
  synced(): void;
  /** The connection is gone and comes back by itself. */
  lost(): void;
  /** The relay at this address did not prove to be the one that it should be. Nothing was sent, and it is tried again. */
  metStranger(id: RelayId | undefined): void;
  /** The relay closed for good. */
  ended(code: number, reason: string): void;
  /** What answers there sends what no relay sends. Nothing of it was taken in; the connection is to be given up. */
  distrusted(): void;
  control(message: ControlMessage): void;
}

/** How often the connection looks whether the relay still speaks. */
const WATCH_INTERVAL_MS = 2_000;

/** A connection that does not open within this is tried again. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * One window's connection to one room: y-websocket's provider, and what it lacks for us: control messages, a count
 * of the sync messages that left, edits taken in by the frame, and a watch on relays that fall silent.
 */
export class RelayConnection {
  readonly #provider: WebsocketProvider;
  readonly #listener: ConnectionListener;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #reconnection: Reconnection;
  readonly #incoming: IncomingMessages;
  /** Of this window in this room: who shows it on another connection is the same (docs/presence.md). */
  readonly #presenceKey = randomKey();
  #stopWatching: (() => void) | undefined;
  #connectingSince = 0;
  #relayUrl: RelayUrl;
  #challenge: RelayChallenge;
  #heardAt = 0;

  constructor(options: {
    relayUrl: RelayUrl;
    trust: RelayTrust;
    roomId: RoomId;
    doc: Y.Doc;
    awareness: Awareness;
    socket: typeof WebSocket;
    clock: Clock;
    log: Log;
    listener: ConnectionListener;
  }) {
    this.#listener = options.listener;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#relayUrl = options.relayUrl;
    this.#challenge = newChallenge(options.relayUrl);
    const proven = provenSocket(options.socket, () => this.#proof(options.trust));
    this.#provider = new WebsocketProvider(syncUrl(options.relayUrl), options.roomId, options.doc, {
      connect: false,
      awareness: options.awareness,
      WebSocketPolyfill: relaySocket(proven, {
        sending: (message) => this.#listener.sending(message),
        heard: () => (this.#heardAt = this.#clock.now()),
        broken: (problem) => this.#distrust(problem),
        failed: (error) => this.#log.error('A message of the relay failed here.', { error: String(error) }),
      }),
      // Two windows on one machine must meet through the relay: only what it has stored may be seen.
      disableBc: true,
      shouldReconnect: ({ code }) => aftermathOf(code) === 'come back',
    });
    const { doc, clock, log } = options;
    this.#incoming = new IncomingMessages({
      ...{ doc, origin: this.#provider, clock, log },
      onUntaken: (untaken) => this.#untaken(untaken),
    });
    this.#takeInByTheFrame();
    this.#provider.on('status', ({ status }) => {
      if (status === 'connecting') this.#connectingSince = this.#clock.now();
      if (status === 'connected') this.#opened();
      if (status === 'disconnected') forgetClocks(options.awareness);
    });
    this.#provider.on('sync', (isSynced: boolean) => {
      if (!isSynced) return;
      this.#reconnection.succeeded();
      this.#listener.synced();
    });
    this.#reconnection = new Reconnection({
      clock: options.clock,
      random: Math.random,
      connect: () => this.#connect(),
    });
    this.#provider.on('connection-close', () => {
      // Keeps y-websocket's own attempts away: theirs come at the same moments in every window.
      this.#provider.shouldConnect = false;
      this.#incoming.flush();
      this.#reconnection.lost();
      this.#listener.lost();
    });
    this.#provider.on('closed', ({ code, reason }) => {
      this.#reconnection.stop();
      this.#listener.ended(code, reason);
    });
  }

  connect(): void {
    this.#connect();
    this.#watch();
  }

  /** Goes on at another address of the same relay, at once. */
  moveTo(relayUrl: RelayUrl): void {
    this.#relayUrl = relayUrl;
    this.#provider.serverUrl = syncUrl(relayUrl);
    this.#provider.disconnect();
    this.#reconnection.now();
  }

  /** Tells the relay something; without a connection it is lost. */
  send(message: ClientControlMessage): void {
    const { ws, wsconnected } = this.#provider;
    if (!wsconnected || ws === null) return;
    const encoder = createEncoder();
    writeVarUint(encoder, MessageType.control);
    writeVarString(encoder, JSON.stringify(message));
    ws.send(toUint8Array(encoder));
  }

  /** Does not wait for the next attempt, if one is planned. */
  reconnectNow(): void {
    this.#reconnection.now();
  }

  dispose(): void {
    this.#stopWatching?.();
    this.#incoming.dispose();
    this.#provider.destroy();
    this.#reconnection.stop();
  }

  /** What the next connection asks for. */
  #proof(trust: RelayTrust): Proof {
    const [relayUrl, challenge] = [this.#relayUrl, this.#challenge];
    const expected = trust.expected(relayUrl);
    return {
      expected,
      prove: (identity) => provenId(identity, challenge),
      met: (id) => {
        if (expected.length > 0 && !expected.some((one) => one === id)) this.#listener.metStranger(id);
        else trust.met(relayUrl, id);
      },
    };
  }

  #connect(): void {
    this.#challenge = newChallenge(this.#relayUrl);
    // Part of the address that the next connection is made to.
    this.#provider.params = { control: '1', nonce: this.#challenge.nonce, address: this.#challenge.address };
    this.#provider.connect();
  }

  #opened(): void {
    this.#heardAt = this.#clock.now();
    this.#listener.opened();
    // Before y-websocket shows this window's presence.
    this.send({ kind: 'presence_key', key: this.#presenceKey });
  }

  /** A half-open connection reports nothing by itself, so silence for too long means: try a new one. */
  #watch(): void {
    this.#stopWatching = this.#clock.after(WATCH_INTERVAL_MS, () => {
      const provider = this.#provider;
      const now = this.#clock.now();
      // Not y-websocket's own time of the last message, which is a date.
      const isSilent = provider.wsconnected && now - this.#heardAt > CLIENT_SILENCE_TIMEOUT_MS;
      const isStuck = provider.wsconnecting && now - this.#connectingSince > OPEN_TIMEOUT_MS;
      if (isSilent || isStuck) {
        this.#log.warn('The relay does not answer; connecting anew.', { isSilent });
        provider.disconnect();
      }
      this.#watch();
    });
  }

  /**
   * Puts the queue of incoming messages in front of y-websocket's own handlers. Everything but an update or somebody's
   * presence takes effect at once, and so first empties the queue.
   */
  #takeInByTheFrame(): void {
    const { messageHandlers, awareness: states } = this.#provider;
    const [sync, awareness] = [messageHandlers[MessageType.sync], messageHandlers[MessageType.awareness]];
    if (!sync || !awareness) throw new Error('This version of y-websocket has other message handlers.');
    messageHandlers[MessageType.sync] = (encoder, decoder, ...rest) => {
      const type = peekVarUint(decoder);
      if (type === SyncType.step1) {
        this.#incoming.flush();
        sync(encoder, decoder, ...rest);
        return;
      }
      readVarUint(decoder);
      const update = readVarUint8Array(decoder);
      if (type === SyncType.update) this.#incoming.update(update);
      else if (this.#incoming.updateNow(update)) this.#provider.synced = true;
    };
    // A cursor points at characters that came before it.
    messageHandlers[MessageType.awareness] = (encoder, decoder, ...rest) => {
      const update = readVarUint8Array(decoder);
      this.#incoming.afterUpdates(() => {
        const admitted = admitPresence(update, states);
        if (admitted === undefined) this.#log.warn('The relay sent presence that cannot be shown.');
        else awareness(encoder, createDecoder(framed(admitted)), ...rest);
      });
    };
    messageHandlers[MessageType.control] = (_encoder, decoder) => {
      this.#incoming.flush();
      const message = readControlMessage(readVarString(decoder), this.#log);
      if (message !== undefined) this.#listener.control(message);
    };
  }

  #untaken(untaken: Untaken): void {
    if (untaken.kind === 'refused') {
      this.#distrust(`an update that no relay lets in (${untaken.reason})`);
      return;
    }
    this.#log.warn('The relay sent an edit without the ones before it; connecting anew.');
    this.#provider.disconnect();
  }

  #distrust(problem: string): void {
    this.#log.error('What answers there sends what no relay sends.', { problem });
    this.#listener.distrusted();
  }
}

/** As y-websocket's handler reads it. */
function framed(bytes: Uint8Array): Uint8Array {
  const encoder = createEncoder();
  writeVarUint8Array(encoder, bytes);
  return toUint8Array(encoder);
}

/**
 * Lets whatever the next connection says about the others be news. y-protocols takes only higher clocks than it has seen;
 * the relay stamps them, and one that was restarted with another date, or restored, would be ignored.
 */
function forgetClocks({ meta, clientID }: Awareness): void {
  for (const id of meta.keys()) if (id !== clientID) meta.delete(id);
}

/** 128 bits in hex. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
