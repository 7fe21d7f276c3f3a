import * as vscode from 'vscode';
import type { Clock, Log } from '../core/ports.ts';
import type { CommandContext } from './commands/commandContext.ts';
import { joinInvite } from './commands/joinRoom.ts';
import { report } from './commands/registerCommands.ts';
import { closeQuietly } from './discardedDocument.ts';
import { ROOM_SCHEME } from './names.ts';
import { Openness } from './openness.ts';
import { plainText } from './plainText.ts';
import type { SharedDocument } from './sharedDocument.ts';

/** A tab that moves to another column closes first and opens then. */
const SETTLE_MS = 1_000;
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
  /** Documents without a tab, and what lets others' edits into them again. */
  const closing = new Map<SharedDocument, () => void>();
  /** The rooms' documents that were closed just now. */
  const closed = new Set<string>();

  const look = async (shared: SharedDocument): Promise<void> => {
    closing.get(shared)?.();
    closing.delete(shared);
    const isOver = !documents.all().includes(shared) || documents.isMoving(shared);
    if (isOver || openness.isOpen(shared)) return;
    if (shared.document.uri.scheme === ROOM_SCHEME) expectReturn(shared.document.uri);
    await documents.leave(shared, files);
    await tellLeft(context, shared);
  };
  const lookAfter = (ms: number, shared: SharedDocument): void => {
    clock.after(ms, () => void look(shared).catch((error: unknown) => report(error, 'Leaving', log)));
  };
  const lookSoon = (shared: SharedDocument): void => {
    // An edit would make the document dirty, and VS Code would bring it back.
    if (!closing.has(shared)) closing.set(shared, shared.bound.binding.hold());
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
    vscode.workspace.onDidCloseTextDocument((document) => {
      // A change of language closes and opens the same document.
      if (!document.isClosed) return;
      const shared = documents.find(document);
      if (shared !== undefined) lookSoon(shared);
      files.drop(document.uri);
    }),
    documents.onDidSettle((shared) => lookAfter(ARRIVE_MS, shared)),
    { dispose: () => closing.forEach((release) => release()) },
  );
}

async function tellLeft(context: CommandContext, { session }: SharedDocument): Promise<void> {
  const { room } = session;
  const name = plainText(room.name);
  const again = vscode.l10n.t('Join Again');
  const choice = await vscode.window.showInformationMessage(
    session.isSaved
      ? vscode.l10n.t(
          'You closed the document and so left "{0}". The room and its text live on for the others.',
          name,
        )
      : vscode.l10n.t(
          'You closed the document and so left "{0}". The relay has not confirmed your latest edits: they are kept and handed in when you join again.',
          name,
        ),
    again,
  );
  if (choice !== undefined) await joinInvite(context, { relayUrl: room.relayUrl, roomId: room.id });
}
