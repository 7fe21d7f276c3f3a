import * as Y from 'yjs';

/** A relay in memory: passes updates on, and synchronises whoever comes back by state vectors. */
export class RelayHub {
  readonly #doc = new Y.Doc();
  readonly #links = new Set<RelayLink>();

  constructor(opening: string) {
    this.#doc.clientID = 1;
    this.text.insert(0, opening);
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      for (const link of this.#links) if (link !== origin) link.sendDown(update);
    });
  }

  get text(): Y.Text {
    return this.#doc.getText('code');
  }

  /** Brings a new client's document up to date and keeps it connected. */
  join(doc: Y.Doc): RelayLink {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#doc));
    const link = new RelayLink(this.#doc, doc);
    this.#links.add(link);
    return link;
  }
}

/** The connection of one client. Messages lie in it until the test moves them on. */
export class RelayLink {
  readonly #hub: Y.Doc;
  readonly #client: Y.Doc;
  readonly #up: Uint8Array[] = [];
  readonly #down: Uint8Array[] = [];
  #isConnected = true;

  constructor(hub: Y.Doc, client: Y.Doc) {
    this.#hub = hub;
    this.#client = client;
    client.on('update', (update: Uint8Array, origin: unknown) => {
      if (this.#isConnected && origin !== this) this.#up.push(update);
    });
  }

  sendDown(update: Uint8Array): void {
    if (this.#isConnected) this.#down.push(update);
  }

  /** Moves one message on; the other direction where the wished one is empty. False when there is none. */
  step(prefersDown: boolean): boolean {
    const isDown = this.#up.length === 0 || (prefersDown && this.#down.length > 0);
    const update = isDown ? this.#down.shift() : this.#up.shift();
    if (update) Y.applyUpdate(isDown ? this.#client : this.#hub, update, this);
    return update !== undefined;
  }

  stepAll(): boolean {
    let hasMoved = false;
    while (this.step(true)) hasMoved = true;
    return hasMoved;
  }

  /** Cuts the connection, and loses what is on its way; or brings it back. */
  toggle(): void {
    if (!this.#isConnected) {
      this.connect();
      return;
    }
    this.#isConnected = false;
    this.#up.length = 0;
    this.#down.length = 0;
  }

  connect(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.#down.push(Y.encodeStateAsUpdate(this.#hub, Y.encodeStateVector(this.#client)));
    this.#up.push(Y.encodeStateAsUpdate(this.#client, Y.encodeStateVector(this.#hub)));
  }
}
