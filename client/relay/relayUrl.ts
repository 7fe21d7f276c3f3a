import type { RelayChallenge } from '../../shared/relay/relayChallenge.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { translate } from '../translate.ts';
import type { PlainText } from '../plainText.ts';

declare const brand: unique symbol;

/** Where a relay answers: `https://host[:port][/path]`, without a slash at the end. Only `parseRelayUrl` makes one. */
export type RelayUrl = string & { readonly [brand]: 'RelayUrl' };

export type RelayUrlResult = { readonly url: RelayUrl } | { readonly problem: PlainText };

/** A host with or without a port, and perhaps a path. */
const WITHOUT_SCHEME = /^(\[[\da-f:]+\]|[\w.-]+)(:\d+)?(\/[^\s]*)?$/i;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Plain http is allowed only for this machine: what people type must not cross a network unencrypted. */
export function parseRelayUrl(text: string): RelayUrlResult {
  const trimmed = text.trim();
  // `localhost:8000` parses, as an address of the scheme `localhost`.
  if (!URL.canParse(trimmed) || WITHOUT_SCHEME.test(trimmed)) return { problem: whyNoAddress(trimmed) };
  const url = new URL(trimmed);
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    return {
      problem: translate(
        '{0} is not encrypted. Use https. Plain http works only for a relay on this machine.',
        url.origin,
      ),
    };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return {
      problem: translate(
        '{0}// is not a relay address. Use https://, or http:// for this machine.',
        url.protocol,
      ),
    };
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { problem: translate('A relay address cannot contain a user name, password, query or fragment.') };
  }
  // Brackets would end the address in markdown, as in VS Code's own messages.
  const path = url.pathname.replace(/[()[\]]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`);
  return { url: (url.origin + path).replace(/\/+$/, '') as RelayUrl };
}

function whyNoAddress(text: string): PlainText {
  const host = WITHOUT_SCHEME.exec(text)?.[1];
  if (host === undefined || !(LOOPBACK.test(host) || host.includes('.')))
    return translate('"{0}" is not an address. A relay address looks like https://relay.example.org.', text);
  const scheme = LOOPBACK.test(host) ? 'http' : 'https';
  return translate('"{0}" is not an address. Did you mean {1}?', text, `${scheme}://${text}`);
}

/** Where a relay's rooms are for Yjs clients. The room's id follows after a slash. */
export function syncUrl(relay: RelayUrl): string {
  return `${relay.replace(/^http/, 'ws')}/sync`;
}

/** Where this room is for a window: with control messages, and with a challenge for the relay to sign. */
export function roomSyncUrl(relay: RelayUrl, roomId: RoomId, { nonce, address }: RelayChallenge): string {
  return `${syncUrl(relay)}/${roomId}?control=1&nonce=${nonce}&address=${encodeURIComponent(address)}`;
}
