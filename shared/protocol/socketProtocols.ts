/** The WebSocket subprotocol that the relay selects where it is offered. */
export const TANDEM_PROTOCOL = 'tandem';

/** A subprotocol that begins so carries a key, and is never selected: the answer would show it. */
export const KEY_PROTOCOL = 'tandem.key.';

/** The subprotocols for a client that shows `key`; none without one, so that nothing is offered to an older relay. */
export function socketProtocols(key: string | undefined): string[] {
  return key === undefined ? [] : [TANDEM_PROTOCOL, KEY_PROTOCOL + key];
}
