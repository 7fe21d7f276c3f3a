import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { assertNever } from '../../shared/assertNever.ts';
import { CLIENT_SILENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { aftermathOf, CloseCode } from '../../shared/protocol/closeCode.ts';
import type { ClientControlMessage } from '../../shared/protocol/control.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { every } from '../every.ts';
import type { Clock, Log } from '../ports.ts';
import { isKeyTaken } from '../relay/isKeyTaken.ts';
import type { RelayTrust } from '../relay/relayTrust.ts';
import type { RelayUrl } from '../relay/relayUrl.ts';
import { clientMessage } from './clientMessage.ts';
import { ConnectedPresence } from './connectedPresence.ts';
import {
  type ConnectionListener,
  type ConnectionState,
  type Ending,
  isSameStatus,
  type Loss,
  statusOf,
  timerOf,
  wireOf,
} from './connectionState.ts';
import { readControlMessage } from './controlMessage.ts';
import { IncomingMessages, type Untaken } from './incomingMessages.ts';
import type { RelayMessage } from './relayMessage.ts';
import { openRoomSocket } from './relayProof.ts';
import { RetryDelays } from './retryDelays.ts';
import { Wire } from './wire.ts';

export interface ConnectionOptions {
  readonly relayUrl: RelayUrl;
  readonly trust: RelayTrust;
  readonly roomId: RoomId;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly socket: typeof WebSocket;
  readonly clock: Clock;
  /** Numbers from 0 up to 1, to decide when to try again. */
  readonly random: () => number;
  readonly log: Log;
  readonly listener: ConnectionListener;
}

/** How often an open connection checks that the relay still sends. */
const WATCH_INTERVAL_MS = 2_000;

/** A connection that does not open within this time tries again. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * One window's connection to one room, over as many wires as it takes. `ConnectionState` lists the states of
 * this machine.
 *
 * CN1: The machine has at most one wire and one timer: those of its state. `#become` alone changes it.
 * CN2: On a wire the presence key leaves first, then step 1, then presence, then everything else.
 * CN3: The window sees others only on an open wire. When the wire ends, they go, and what the next wire says
 * about them is news.
 * CN4: Messages that arrived before a loss take effect before the connection reports the loss.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #incoming: IncomingMessages;
  readonly #presence: ConnectedPresence;
  readonly #delays: RetryDelays;
  #relayUrl: RelayUrl;
  #state: ConnectionState = { kind: 'idle' };

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#relayUrl = options.relayUrl;
    this.#delays = new RetryDelays(options.random);
    const { doc, clock, log, awareness } = options;
    this.#incoming = new IncomingMessages({
      ...{ doc, origin: this, clock, log },
      onUntaken: (untaken) => this.#untaken(untaken),
    });
    this.#presence = new ConnectedPresence({
      ...{ awareness, log },
      send: (message) => {
        if (this.#state.kind === 'open') this.#state.wire.send(message);
      },
    });
  }

  /** Begins. From then on the connection comes back by itself. */
  connect(): void {
    if (this.#state.kind === 'idle') this.#open(undefined);
  }

  /** If an attempt is planned, makes it now. */
  reconnectNow(): void {
    if (this.#state.kind === 'waiting') this.#open(this.#state.loss);
  }

  /** Continues at another address of the same relay, at once. */
  moveTo(relayUrl: RelayUrl): void {
    this.#relayUrl = relayUrl;
    this.#lose();
    this.reconnectNow();
  }

  /**
   * Sends an edit of this window. Returns the number by which the relay's `saved` counts it. Returns
   * undefined if it was not sent; it then leaves with the step 2 of the next wire. Never throws.
   */
  sendUpdate(update: Uint8Array): number | undefined {
    return this.#state.kind === 'open'
      ? this.#state.wire.sendCounted(clientMessage.update(update))
      : undefined;
  }

  /** Sends something to the relay. Without a connection it is lost. */
  send(message: ClientControlMessage): void {
    if (this.#state.kind === 'open') this.#state.wire.send(clientMessage.control(message));
  }

  /** Processes what has arrived, and hangs up for good. */
  dispose(): void {
    this.#end({ kind: 'left' });
  }

  /**
   * The only change of state. Ends what the next state does not continue with, and reports it if that is
   * news.
   */
  #become(next: ConnectionState): void {
    const before = this.#state;
    if (before.kind === 'over') return;
    this.#state = next;
    if (timerOf(before) !== timerOf(next)) timerOf(before)?.();
    if (wireOf(before) !== wireOf(next)) {
      wireOf(before)?.send(this.#presence.goodbye);
      wireOf(before)?.close();
    }
    if (!isSameStatus(statusOf(before), statusOf(next))) this.#options.listener.changed(statusOf(next));
    // Report first that this window is offline, so that nobody thinks that the others have left.
    if (before.kind === 'open' && next.kind !== 'open') this.#presence.forgetOthers();
  }

  #open(loss: Loss | undefined): void {
    const { clock, log, trust } = this.#options;
    const stopTimer = clock.after(OPEN_TIMEOUT_MS, () => {
      log.warn('The relay cannot be reached; connecting anew.');
      this.#lose();
    });
    const proving = { kind: 'proving', loss, stopTimer } as const;
    const open = (key?: string): void =>
      this.#become({ kind: 'opening', wire: this.#newWire(key), loss, stopTimer });
    const key = trust.keys?.find(this.#relayUrl);
    this.#become(proving);
    if (key === undefined) open();
    else void key.then((shown) => this.#state === proving && open(shown));
  }

  #newWire(key: string | undefined): Wire {
    const { socket, trust, roomId, clock, listener } = this.#options;
    const metStranger = (id: RelayId | undefined): void => listener.metStranger(id);
    const opened = openRoomSocket({ socket, trust, relayUrl: this.#relayUrl, roomId, key, metStranger });
    return new Wire(opened, clock, {
      opened: () => this.#opened(),
      received: (message) => this.#receive(message),
      closed: (code, reason) => this.#closed({ code, reason, key }),
      malformed: (problem) => this.#distrust(problem),
    });
  }

  #opened(): void {
    if (this.#state.kind !== 'opening') return;
    const { doc, clock, log, listener } = this.#options;
    const { wire, loss } = this.#state;
    const stopTimer = every(clock, WATCH_INTERVAL_MS, () => {
      // A half-open connection reports nothing by itself.
      if (wire.silentMs <= CLIENT_SILENCE_TIMEOUT_MS) return;
      log.warn('The relay has fallen silent; connecting anew.');
      this.#lose();
    });
    this.#become({ kind: 'open', wire, isInStep: false, loss, stopTimer });
    listener.opened();
    wire.send(this.#presence.key);
    wire.send(clientMessage.step1(doc));
    const { own } = this.#presence;
    if (own !== undefined) wire.send(own);
  }

  #inStep(): void {
    if (this.#state.kind !== 'open' || this.#state.isInStep) return;
    this.#delays.succeeded();
    this.#become({ ...this.#state, isInStep: true, loss: undefined });
  }

  /** The wire is lost, or given up. A new one follows after a delay. */
  #lose(isTurnedAway = false): void {
    this.#incoming.flush();
    const state = this.#state;
    if (state.kind !== 'proving' && state.kind !== 'opening' && state.kind !== 'open') return;
    const { clock } = this.#options;
    const stopTimer = clock.after(this.#delays.next(), () => this.reconnectNow());
    const since = state.loss?.since ?? clock.now();
    this.#become({ kind: 'waiting', loss: { since, isTurnedAway }, stopTimer });
  }

  #closed({ code, reason, key }: { code: number; reason: string; key: string | undefined }): void {
    if (aftermathOf(code) === 'come back') this.#lose(code === CloseCode.tryAgainLater);
    else if (code === CloseCode.noSuchRoom && key !== undefined) void this.#endOrKey(key, reason);
    else this.#end({ kind: 'closed', code, reason });
  }

  /** To a key that the relay does not know it says of every room that it does not exist. */
  async #endOrKey(key: string, reason: string): Promise<void> {
    const isTaken = await isKeyTaken(this.#relayUrl, key);
    if (isTaken === undefined) this.#lose();
    else this.#end({ kind: 'closed', code: isTaken ? CloseCode.noSuchRoom : CloseCode.notSignedIn, reason });
  }

  #end(because: Ending): void {
    this.#incoming.dispose();
    this.#become({ kind: 'over', because });
    this.#presence.dispose();
  }

  #receive(message: RelayMessage): void {
    try {
      this.#takeIn(message);
    } catch (error) {
      // Outside, this would be an uncaught exception of the window's extension host.
      this.#options.log.error('A message of the relay failed here.', { error: String(error) });
    }
  }

  /** Everything except updates and presence takes effect at once, and so empties the queue first. */
  #takeIn(message: RelayMessage): void {
    switch (message.kind) {
      case 'step1':
        this.#incoming.flush();
        this.#answer(message.stateVector);
        return;
      case 'step2':
        if (this.#incoming.updateNow(message.update)) this.#inStep();
        return;
      case 'update':
        this.#incoming.update(message.update);
        return;
      case 'presence':
        // A cursor points at characters that came before it.
        this.#incoming.afterUpdates(() => this.#presence.see(message.update));
        return;
      case 'control':
        this.#incoming.flush();
        this.#hear(message.json);
        return;
      case 'unknown':
        return;
      case 'broken':
        this.#distrust('a message that cannot be read');
        return;
      default:
        assertNever(message);
    }
  }

  #answer(stateVector: Uint8Array): void {
    if (this.#state.kind !== 'open') return;
    const { doc, listener } = this.#options;
    const number = this.#state.wire.sendCounted(clientMessage.step2(doc, stateVector));
    if (number !== undefined) listener.handedIn(number);
  }

  #hear(json: Uint8Array): void {
    const message = readControlMessage(json, this.#options.log);
    if (message !== undefined) this.#options.listener.control(message);
  }

  #untaken(untaken: Untaken): void {
    if (untaken.kind === 'refused') {
      this.#distrust(`an update that no relay lets in (${untaken.reason})`);
      return;
    }
    this.#options.log.warn('The relay sent an edit without the ones before it; connecting anew.');
    this.#lose();
  }

  #distrust(problem: string): void {
    this.#options.log.error('What answers there sends what no relay sends.', { problem });
    this.#end({ kind: 'distrusted' });
  }
}
