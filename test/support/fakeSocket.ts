/** A WebSocket without a network: the test is the other end. It calls nobody who does not listen any more. */
export class FakeSocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  readyState: 0 | 1 | 2 | 3 = 0;
  binaryType = 'blob';
  onopen: ((event: object) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  /** Tells the test what the client has sent. */
  onsent: ((data: Uint8Array) => void) | undefined;
  readonly url: string;
  readonly protocols: readonly string[];
  /** What the client has sent. */
  readonly sent: Uint8Array[] = [];
  readonly #listeners = new Set<(event: { data: unknown }) => void>();
  #onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(url: string, protocols: readonly string[] = []) {
    this.url = url;
    this.protocols = protocols;
  }

  get onmessage(): ((event: { data: unknown }) => void) | null {
    return this.#onmessage;
  }

  /** An accessor, as everywhere: who defines another property in its place is not called by it. */
  set onmessage(listener: ((event: { data: unknown }) => void) | null) {
    this.#onmessage = listener;
  }

  /** Of messages alone: nobody listens for more. */
  addEventListener(_kind: 'message', listener: (event: { data: unknown }) => void): void {
    this.#listeners.add(listener);
  }

  send(data: Uint8Array): void {
    if (this.readyState !== this.OPEN) throw new Error(`Sent in state ${this.readyState}.`);
    this.sent.push(Uint8Array.from(data));
    this.onsent?.(data);
  }

  /** The client hangs up; the other end has not answered yet. */
  close(): void {
    if (this.readyState < 2) this.readyState = 2;
  }

  get isHungUp(): boolean {
    return this.readyState === 2;
  }

  /** The other end takes the connection. */
  open(): void {
    this.readyState = 1;
    this.onopen?.({});
  }

  /** The other end says something. */
  say(data: unknown): void {
    for (const listener of this.#listeners) listener({ data });
    this.#onmessage?.({ data });
  }

  /** What arrives cannot be taken for a WebSocket's. */
  fail(code: string): void {
    this.onerror?.({ error: Object.assign(new Error(code), { code }) });
  }

  /** The connection ends from outside. */
  end(code = 1006, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

/** What `WebSocket` is where every socket is such a one; `opened` is told of each. */
export function fakeSockets(opened: (socket: FakeSocket) => void): typeof WebSocket {
  return class extends FakeSocket {
    constructor(url: string, protocols?: readonly string[]) {
      super(url, protocols);
      opened(this);
    }
  } as unknown as typeof WebSocket;
}
