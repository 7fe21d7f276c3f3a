import * as vscode from 'vscode';
import type { Clock, Log } from '../core/ports.ts';
import type { CommandContext } from './commands/commandContext.ts';
import { joinInvite } from './commands/joinRoom.ts';
import { report } from './commands/registerCommands.ts';
import type { SharedDocument } from './sharedDocument.ts';
import { tabsOf } from './tabsOf.ts';

/** A tab that moves to another column closes first and opens then. */
const SETTLE_MS = 400;

/**
 * Leaves a room when the last tab of its document is closed, and says what that means. VS Code has no event before
 * a tab closes, so it is said right after, with the way back.
 */
export function leaveOnClose(context: CommandContext, clock: Clock, log: Log): vscode.Disposable {
  const leave = async (shared: SharedDocument): Promise<void> => {
    const { document, session } = shared;
    if (!context.documents.all().includes(shared) || tabsOf(document.uri).length > 0) return;
    if (context.documents.isMoving(shared)) return;
    const { room } = session;
    await context.documents.leave(shared, context.files);
    const again = vscode.l10n.t('Join Again');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'You closed the document and so left "{0}". The room and its text live on for the others.',
        room.name,
      ),
      again,
    );
    if (choice !== undefined) await joinInvite(context, { relayUrl: room.relayUrl, roomId: room.id });
  };
  const lookSoon = (shared: SharedDocument): void =>
    void clock.after(
      SETTLE_MS,
      () => void leave(shared).catch((error: unknown) => report(error, 'Leaving', log)),
    );
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closed.length > 0) for (const shared of context.documents.all()) lookSoon(shared);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      // A change of language closes and opens the same document.
      const shared = document.isClosed ? context.documents.find(document) : undefined;
      if (shared !== undefined) lookSoon(shared);
      if (document.isClosed) context.files.drop(document.uri);
    }),
  );
}
