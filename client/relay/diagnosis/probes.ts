/** Single questions to the network. Every probe gives up by itself, with the code `ETIMEDOUT`. */
export interface Probes {
  /** Undefined in a browser, which does these steps itself and does not report how they went. */
  readonly network: NetworkProbes | undefined;
  /** A GET, sent like the extension's REST calls. Rejects with a ProbeError if nothing answers. */
  get(url: string): Promise<HttpAnswer>;
  /** Opens a WebSocket as the extension's sessions do, and waits for the other side to close it. */
  openSocket(url: string): Promise<SocketAnswer>;
}

/** A host name or address, without brackets, and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface NetworkProbes {
  /** The addresses of a host name. Rejects with a ProbeError. */
  lookUp(host: string): Promise<readonly string[]>;
  /** Opens a TCP connection and closes it. Rejects with a ProbeError. */
  connect(to: Endpoint): Promise<void>;
  /**
   * Asks a proxy for a connection to `to`, and returns the status of its answer. Rejects with a ProbeError.
   */
  askProxy(proxy: Endpoint & { readonly isSecure: boolean }, to: Endpoint): Promise<number>;
  /** Begins TLS with `to`, and reads its certificate. Rejects with a ProbeError if it gets none. */
  shakeHands(to: Endpoint): Promise<Handshake>;
}

export interface Handshake {
  /** Node's code for what is wrong with the certificate; undefined if it is trusted. */
  readonly problem: string | undefined;
  readonly issuer: string;
  /** The names that it was issued for. */
  readonly names: readonly string[];
  readonly validFrom: Date;
  readonly validTo: Date;
}

export interface HttpAnswer {
  readonly status: number;
  /** The body, cut after some hundred kilobytes. */
  readonly text: string;
}

export type SocketAnswer =
  /** It was open, and the other side closed it. */
  | { readonly kind: 'closed'; readonly code: number; readonly ms: number }
  /** An ordinary answer came instead of a WebSocket. */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  /** It was open, and then the other side stayed silent. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'failed'; readonly code: string };

/** Why a probe got no answer. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
  /** Node's code, such as `ECONNREFUSED`; `UNKNOWN` if there is none. */
  readonly code: string;

  constructor(code: string) {
    super(`The probe failed: ${code}`);
    this.code = code;
  }
}
