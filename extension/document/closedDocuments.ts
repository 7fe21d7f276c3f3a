import * as vscode from 'vscode';
import type { Clock, Log } from '../../client/ports.ts';
import type { CommandContext } from '../commands/commandContext.ts';
import { namedRoom } from '../../client/relay/roomRef.ts';
import { joinInvite } from '../commands/joinRoom.ts';
import { report } from '../words/report.ts';
import { closeQuietly } from './discardedDocument.ts';
import { ROOM_SCHEME } from '../names.ts';
import { Openness } from './openness.ts';
import type { SharedDocument } from './sharedDocument.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import { plainText } from '../../client/plainText.ts';

/** A tab that is closed and opened again within this time was not closed. */
const SETTLE_MS = 400;
/** A document that was renamed or saved as another one gets its tab within this time. */
const ARRIVE_MS = 5_000;
/** VS Code brings a tab back when an edit reached its document while it was closing. */
const RETURN_MS = 5_000;

/**
 * Leaves a room when the last tab of its document is closed, and says what that means. VS Code has no event before
 * a tab closes, so it is said right after, with the way back.
 */
export function leaveOnClose(context: CommandContext, clock: Clock, log: Log): vscode.Disposable {
  const { documents, files } = context;
  const openness = new Openness();
  const closing = new Map<SharedDocument, Closing>();
  /** The rooms' documents that were closed just now. */
  const closed = new Set<string>();

  const look = async (shared: SharedDocument): Promise<void> => {
    const begun = closing.get(shared);
    closing.delete(shared);
    try {
      if (!documents.all().includes(shared) || documents.moves.isMoving(shared)) return;
      const isBack = openness.isOpen(shared);
      if (isBack && (begun === undefined || !isBroughtBack(shared, begun))) return;
      if (shared.document.uri.scheme === ROOM_SCHEME) expectReturn(shared.document.uri);
      await documents.leave(shared, files);
      if (isBack) await closeQuietly(shared.document, files, clock);
    } finally {
      begun?.release();
    }
    await tellLeft(context, shared);
  };
  const lookAfter = (ms: number, shared: SharedDocument): void => {
    clock.after(ms, () => void look(shared).catch((error: unknown) => report(error, 'Leaving', log)));
  };
  const lookSoon = (shared: SharedDocument): void => {
    if (closing.has(shared)) return;
    // An edit would make the document dirty, and VS Code would bring it back.
    closing.set(shared, {
      atMs: clock.now(),
      wasDirty: shared.document.isDirty,
      release: shared.bound.binding.hold(),
    });
    lookAfter(SETTLE_MS, shared);
  };
  const expectReturn = (uri: vscode.Uri): void => {
    closed.add(uri.toString());
    clock.after(RETURN_MS, () => closed.delete(uri.toString()));
  };
  const closeAgain = (): void => {
    for (const document of vscode.workspace.textDocuments) {
      if (!closed.has(document.uri.toString()) || documents.isClaimed(document.uri)) continue;
      if (files.isEditedSinceLeaving(document)) continue;
      closed.delete(document.uri.toString());
      closeQuietly(document, files, clock).catch((error: unknown) => report(error, 'Closing', log));
    }
  };
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs((event) => {
      if (event.opened.length > 0 && closed.size > 0) closeAgain();
      if (event.closed.length === 0) return;
      for (const shared of documents.all()) if (!openness.isOpen(shared)) lookSoon(shared);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      for (const [shared, begun] of closing)
        if (shared.document === document) begun.wasDirty ||= document.isDirty;
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      // A change of language closes and opens the same document.
      if (!document.isClosed) return;
      const shared = documents.find(document);
      if (shared !== undefined) lookSoon(shared);
      files.drop(document.uri);
    }),
    documents.onDidSettle((shared) => lookAfter(ARRIVE_MS, shared)),
    { dispose: () => closing.forEach(({ release }) => release()) },
  );
}

/** A document whose last tab has gone. */
interface Closing {
  readonly atMs: number;
  /** Something changed its text while it was being closed. */
  wasDirty: boolean;
  /** Lets others' edits into the document again. */
  readonly release: () => void;
}

/** True when not the person has opened the document again, but VS Code: an edit came while it was being closed. */
function isBroughtBack({ document, bound }: SharedDocument, { atMs, wasDirty }: Closing): boolean {
  return document.uri.scheme === ROOM_SCHEME && wasDirty && bound.typedAtMs < atMs;
}

async function tellLeft(context: CommandContext, { session }: SharedDocument): Promise<void> {
  const { room } = session;
  const name = plainText(room.name);
  const again = translate('Join Again');
  const choice = await tell.info(
    session.isSaved
      ? translate('You closed the document and left "{0}". The room and its text stay on the relay.', name)
      : translate(
          'You closed the document and left "{0}". The relay has not confirmed your latest edits. Tandem keeps them and sends them when you join again.',
          name,
        ),
    again,
  );
  if (choice !== undefined) await joinInvite(context, namedRoom(room));
}
