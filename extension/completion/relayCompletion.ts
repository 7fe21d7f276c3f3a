import type * as vscode from 'vscode';
import type {
  AutocompleteEvent,
  AutocompleteRequest,
  AutocompleteResponse,
} from '../../shared/api/autocomplete.ts';
import { MAX_PATH_UNITS } from '../../shared/limits.ts';
import { RelayApi } from '../../client/relay/relayApi.ts';
import type { RelayKeys } from '../../client/relay/relayKeys.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import type { Session } from '../../client/session/session.ts';
import { textAround } from './placeOf.ts';

/** A position in a room's document, and how it is to be completed. */
export interface RoomPosition {
  readonly session: Session;
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly isExplicit: boolean;
  readonly tier: 'engine' | 'model';
}

/** Whose responses they are, so that what became of them is told to the right relay: so many of late. */
const MAX_RESPONSES = 400;

/** Completions of the relays whose rooms this window is in. */
export class RelayCompletions {
  readonly #keys: RelayKeys;
  readonly #relays = new Map<string, RelayUrl>();

  constructor(keys: RelayKeys) {
    this.#keys = keys;
  }

  /** Asks the room's relay. Rejects when it does not answer, or when `signal` fires. */
  request(at: RoomPosition, signal: AbortSignal): Promise<AutocompleteResponse> {
    const { session, document, position, isExplicit, tier } = at;
    const { code, cursor } = textAround(document, position);
    const request: AutocompleteRequest = {
      code,
      cursor_position: cursor,
      language: document.languageId,
      room_id: session.room.id,
      path: document.uri.path.slice(-MAX_PATH_UNITS),
      trigger: isExplicit ? 'explicit' : 'automatic',
      tier,
      ...(session.participantId !== undefined && { participant_id: session.participantId }),
    };
    return new RelayApi(session.room.relayUrl, this.#keys).complete(request, signal);
  }

  answered(relay: RelayUrl, id: string): void {
    this.#relays.set(id, relay);
    const [oldest] = this.#relays.keys();
    if (this.#relays.size > MAX_RESPONSES && oldest !== undefined) this.#relays.delete(oldest);
  }

  /** Tells the relay what became of its response. What does not arrive is lost: it is a count. */
  report(event: AutocompleteEvent): void {
    const relay = this.#relays.get(event.id);
    if (relay !== undefined) new RelayApi(relay, this.#keys).reportCompletion(event).catch(() => undefined);
  }
}
