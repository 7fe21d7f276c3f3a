import type { ClosingRefusal } from '../../shared/protocol/refusal.ts';

/** The WebSocket, as far as a session needs it. */
export interface Wire {
  /** The answer has the same payload. */
  ping(payload?: string): void;
  /** Says goodbye, and cuts the connection if no goodbye comes back. */
  close(refusal: ClosingRefusal): void;
  terminate(): void;
}
