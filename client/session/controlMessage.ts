import { type ControlMessage, controlMessageSchema } from '../../shared/protocol/control.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { Log } from '../ports.ts';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What a relay says in a control message. If this version does not know the message, returns undefined and
 * logs a line.
 */
export function readControlMessage(json: Uint8Array, log: Log): ControlMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(UTF_8.decode(json));
  } catch {
    log.warn('The relay sent a control message that is no JSON.');
    return undefined;
  }
  const message = controlMessageSchema.safeParse(value);
  if (!message.success) {
    // A newer relay may say more than this version understands.
    log.info('The relay sent a control message of an unknown kind.');
    return undefined;
  }
  if (message.data.kind === 'welcome') {
    const { protocol } = message.data;
    if (protocol !== undefined && protocol !== PROTOCOL_VERSION)
      log.info('The relay speaks another version of the protocol.', { protocol });
  }
  return message.data;
}
