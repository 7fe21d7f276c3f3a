/** Why the guard refuses an update. The words are metrics labels: do not rename them lightly. */
export type RefusalReason = keyof typeof UPDATE_FAULTS;

export interface UpdateRefused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /** One plain sentence. */
  readonly message: string;
}

export function refuseUpdate(reason: RefusalReason): UpdateRefused {
  return { kind: 'refused', reason, message: UPDATE_FAULTS[reason] };
}

/** At most 123 bytes each: the room that a WebSocket close frame has for its reason. */
export const UPDATE_FAULTS = {
  malformed:
    'This is not a Yjs update in the V1 encoding; send what the "update" event of the document gives.',
  trailing_bytes: 'Bytes follow the end of the update; send one Yjs update (V1 encoding) in each message.',
  unsupported_content:
    'A room holds plain text only; remove formats, embeds and nested types from the document.',
  wrong_parent: 'The text of a room is the shared text "code"; edit doc.getText("code") and no other type.',
  invalid_text: 'The inserted text is empty or not valid UTF-8; send text as Yjs encodes it.',
  clock_out_of_range:
    'The update counts beyond the clocks of a room; reload the document to get a new client id.',
  duplicate_client: 'The update names a client twice; send updates as Yjs encodes them.',
  too_many_structs: 'The update has too many parts; send the change in several smaller updates.',
  too_many_clients: 'The room has had too many editing sessions; start a new room with its text.',
} as const;
