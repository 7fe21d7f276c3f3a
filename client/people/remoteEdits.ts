import * as Y from 'yjs';

/** `length` characters that one client wrote in a row, as Yjs counts. */
export interface IdRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** Deleted text, under the ids that it had. */
export interface DeletedText extends IdRange {
  readonly text: string;
}

/** One change of the shared text by somebody else. */
export interface RemoteEdit {
  /** Their Yjs client id, which in a room is also their participant id. */
  readonly author: number;
  readonly inserted: readonly IdRange[];
  readonly deleted: readonly DeletedText[];
  /** What it touched, in offsets of the text after it. */
  readonly at: { readonly start: number; readonly end: number };
}

/** Somebody who may have made a change, and the places of their carets in the text after it. */
export interface PossibleAuthor {
  readonly id: number;
  readonly heads: readonly number[];
}

/**
 * Who made the change of the shared text, and what it was. Yjs names the author of an insertion, but for a
 * deletion it only says what is gone. So we attribute a deletion to whoever inserted in the same change.
 * Otherwise we choose the only other person, or the only one whose caret is there, or nobody.
 *
 * Call this from the observer of the shared text: afterwards Yjs forgets deleted text.
 */
export function readRemoteEdits(
  event: Y.YTextEvent,
  transaction: Y.Transaction,
  others: () => readonly PossibleAuthor[],
): RemoteEdit[] {
  const inserted = insertedBy(transaction);
  const deleted = deletedTexts(event, transaction);
  const at = extent(event.delta);
  const [only] = inserted.keys();
  if (inserted.size > 1) {
    // Several at once: edits from while this window was offline. Nothing says whose the deletions were.
    return [...inserted].map(([author, range]) => ({ author, inserted: [range], deleted: [], at }));
  }
  const author = only ?? deleterAmong(others(), at);
  if (author === undefined || (inserted.size === 0 && deleted.length === 0)) return [];
  return [{ author, inserted: [...inserted.values()], deleted, at }];
}

function insertedBy(transaction: Y.Transaction): Map<number, IdRange> {
  const inserted = new Map<number, IdRange>();
  for (const [client, after] of transaction.afterState) {
    const clock = transaction.beforeState.get(client) ?? 0;
    if (after > clock) inserted.set(client, { client, clock, length: after - clock });
  }
  return inserted;
}

function deletedTexts(event: Y.YTextEvent, transaction: Y.Transaction): DeletedText[] {
  const texts: DeletedText[] = [];
  // The event's own list of deletions is empty for texts.
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (!(struct instanceof Y.Item) || struct.parent !== event.target) return;
    const { id, content } = struct;
    const wasThere = id.clock < (transaction.beforeState.get(id.client) ?? 0);
    if (wasThere && content instanceof Y.ContentString) {
      texts.push({ client: id.client, clock: id.clock, length: content.str.length, text: content.str });
    }
  });
  return texts;
}

/** From the first to the last place that `delta` touches, after it. */
function extent(delta: Y.YTextEvent['delta']): { start: number; end: number } {
  let offset = 0;
  let start: number | undefined;
  let end = 0;
  for (const op of delta) {
    if (op.retain !== undefined) {
      offset += op.retain;
      continue;
    }
    start ??= offset;
    if (typeof op.insert === 'string') offset += op.insert.length;
    end = offset;
  }
  return { start: start ?? 0, end };
}

function deleterAmong(
  others: readonly PossibleAuthor[],
  at: { start: number; end: number },
): number | undefined {
  if (others.length === 1) return others[0]?.id;
  const there = others.filter(({ heads }) => heads.some((head) => head >= at.start && head <= at.end));
  return there.length === 1 ? there[0]?.id : undefined;
}
