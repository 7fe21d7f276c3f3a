import { join } from 'node:path';
import * as vscode from 'vscode';
import { WebSocket as NodeWebSocket } from 'ws';
import type { TandemApi } from './api.ts';
import { leaveOnClose } from './vscode/closedDocuments.ts';
import { registerCommands } from './vscode/commands/registerCommands.ts';
import { fileStore } from './vscode/fileStore.ts';
import { ContextKey, ROOM_SCHEME } from './vscode/names.ts';
import { outputLog } from './vscode/outputLog.ts';
import { ParticipantsView } from './vscode/participantsView.ts';
import { RoomFileSystem } from './vscode/roomFileSystem.ts';
import { SavedRooms } from './vscode/savedRooms.ts';
import { SharedDocuments } from './vscode/sharedDocuments.ts';
import { StatusBar } from './vscode/statusBar.ts';
import { systemClock } from './vscode/systemClock.ts';
import { InviteLinks } from './vscode/uriHandler.ts';

/** Everything that runs while the extension is active. */
export interface Tandem {
  readonly api: TandemApi;
  /** Writes down what must survive the window. */
  flush(): Promise<void>;
}

/** Puts the parts together; the only file that knows all of them. */
export function compose(context: vscode.ExtensionContext): Tandem {
  const channel = vscode.window.createOutputChannel('Tandem', { log: true });
  const log = outputLog(channel);
  const storage = context.storageUri ?? context.globalStorageUri;
  const documents = new SharedDocuments({
    store: fileStore(join(storage.fsPath, 'journal')),
    savedRooms: new SavedRooms(context.workspaceState),
    // Node's own WebSocket is not in every VS Code yet; `ws` has the same interface where y-websocket looks.
    socket: NodeWebSocket as unknown as typeof WebSocket,
    clock: systemClock,
    log,
  });
  const files = new RoomFileSystem(documents);
  const commandContext = { documents, files, extensionId: context.extension.id };
  const sessionsChanged = new vscode.EventEmitter<void>();
  const setContexts = (): void => {
    const active = vscode.window.activeTextEditor?.document;
    const isShared = active !== undefined && documents.find(active) !== undefined;
    void vscode.commands.executeCommand('setContext', ContextKey.sessionCount, documents.all().length);
    void vscode.commands.executeCommand('setContext', ContextKey.activeDocumentShared, isShared);
  };

  context.subscriptions.push(
    channel,
    sessionsChanged,
    vscode.workspace.registerFileSystemProvider(ROOM_SCHEME, files, { isCaseSensitive: true }),
    vscode.window.registerUriHandler(new InviteLinks(commandContext, log)),
    ...registerCommands(commandContext, channel, log),
    leaveOnClose(commandContext, systemClock, log),
    new StatusBar(documents),
    new ParticipantsView(documents),
    vscode.window.onDidChangeActiveTextEditor(setContexts),
    documents.onDidChange(() => {
      setContexts();
      sessionsChanged.fire();
    }),
  );
  setContexts();
  void documents
    .restore()
    .catch((error: unknown) => log.error('Rooms could not be restored.', { error: String(error) }));

  return {
    api: {
      get sessions() {
        return documents.all().map((shared) => shared.toApi(context.extension.id));
      },
      onDidChangeSessions: sessionsChanged.event,
    },
    flush: () => documents.flush(),
  };
}
