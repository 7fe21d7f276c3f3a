import type { IncomingMessage } from 'node:http';
import { displayName } from '../../shared/presence/displayName.ts';
import { type AnsweringRefusal, refuse } from '../../shared/protocol/refusal.ts';
import type { RelayIdentity } from '../../shared/relay/relayIdentity.ts';
import { hasKeyInAddress } from '../access/keyIn.ts';
import type { Introductions } from '../identity/introduction.ts';
import { GUEST } from '../texts/peopleHere.ts';

/** What a client asks for by its address. */
export type Wish =
  | { readonly protocol: 'yjs'; readonly wantsControl: boolean; readonly relay: RelayIdentity }
  | { readonly protocol: 'json'; readonly name: string };

/** `protocol` is the first part of the path. */
export function readWish(
  protocol: string | undefined,
  request: IncomingMessage,
  query: URLSearchParams,
  introductions: Introductions,
): Wish | { readonly problem: AnsweringRefusal } {
  if (hasKeyInAddress(query)) return { problem: refuse('keyInAddress') };
  if (protocol === 'ws') return { protocol: 'json', name: displayName(query.get('name') ?? '') ?? GUEST };
  const introduction = introductions.answer(request, query);
  if ('problem' in introduction) return introduction;
  return { protocol: 'yjs', wantsControl: query.get('control') === '1', relay: introduction.identity };
}
