import * as vscode from 'vscode';
import type { TandemApi } from './api.ts';
import { RelayRooms } from '../client/relay/relayRooms.ts';
import { RelayApi } from '../client/relay/relayApi.ts';
import { useTranslations } from '../client/translate.ts';
import { Announcements } from './vscode/announcements.ts';
import { Completions } from './vscode/completions/completions.ts';
import { CompletionStatus } from './vscode/completions/completionStatus.ts';
import { announceModels } from './vscode/completions/modelNotices.ts';
import { apiSession } from './vscode/apiSession.ts';
import { leaveOnClose } from './vscode/closedDocuments.ts';
import { registerCommands } from './vscode/commands/registerCommands.ts';
import { keepEndedRooms } from './vscode/endedRooms.ts';
import { showRoomTexts } from './vscode/fileVersionQuestion.ts';
import { Following } from './vscode/following.ts';
import { FollowingStatus } from './vscode/followingStatus.ts';
import { followMovedDocuments } from './vscode/movedDocuments.ts';
import { ContextKey, ROOM_SCHEME } from './vscode/names.ts';
import { outputLog } from './vscode/outputLog.ts';
import { ParticipantsView } from './vscode/participantsView.ts';
import { pinSharedTabs } from './vscode/pinnedTabs.ts';
import type { Platform } from './vscode/platform.ts';
import { openKept } from './vscode/openKept.ts';
import { rememberRooms } from './vscode/recentRooms.ts';
import { RelayMeetings, tellOfStrangers } from './vscode/relayMeetings.ts';
import { ReportDocuments } from './vscode/reportDocuments.ts';
import { RoomFileSystem } from './vscode/roomFileSystem.ts';
import { followRoomLanguage } from './vscode/roomLanguage.ts';
import { RoomRowKeys } from './vscode/roomRowKeys.ts';
import { RoomsView } from './vscode/roomsView.ts';
import { followSavedCopies } from './vscode/savedCopies.ts';
import { saveRoomDocuments } from './vscode/saveRoomDocuments.ts';
import { OwnerTokens } from './vscode/ownerTokens.ts';
import { configuredRelayUrl } from './vscode/settings.ts';
import { SharedDocuments } from './vscode/sharedDocuments.ts';
import { StatusBar } from './vscode/statusBar.ts';
import { Summons } from './vscode/summons.ts';
import { systemClock } from './vscode/systemClock.ts';
import { InviteLinks } from './vscode/uriHandler.ts';
import { followUserSettings } from './vscode/userSettings.ts';

/** Everything that runs while the extension is active. */
export interface Tandem {
  readonly api: TandemApi;
  /** Writes down what must survive the window. */
  flush(): Promise<void>;
}

/** How many rooms of the relay are shown before somebody asks for more. */
const ROOMS_PER_PAGE = 50;

/** Puts the parts together; the only file that knows all of them. */
export function compose(context: vscode.ExtensionContext, platform: Platform): Tandem {
  // eslint-disable-next-line no-restricted-syntax -- `translate` asks it, with arguments that are plain.
  useTranslations((message, ...args) => vscode.l10n.t(message, ...args));
  const channel = vscode.window.createOutputChannel('Tandem', { log: true });
  const log = outputLog(channel);
  const kept = openKept(context, platform, log);
  const { known, recent } = kept;
  const relays = new RelayMeetings(known, log);
  const documents = new SharedDocuments({
    ready: kept.ready,
    journals: kept.journals,
    savedRooms: kept.savedRooms,
    known,
    trust: relays,
    socket: platform.socket,
    userName: platform.userName(),
    clock: systemClock,
    log,
    ignoresFileCase: platform.ignoresFileCase,
  });
  const files = new RoomFileSystem(documents.texts);
  const reports = new ReportDocuments();
  const relayRooms = new RelayRooms({
    source: {
      relay: configuredRelayUrl,
      list: (relayUrl, page) => new RelayApi(relayUrl).listRooms(page),
    },
    clock: systemClock,
    pageSize: ROOMS_PER_PAGE,
  });
  const following = new Following(documents, systemClock);
  const summons = new Summons(documents, following, systemClock, log);
  const completions = new Completions({ documents, memento: context.globalState, clock: systemClock, log });
  const ownerTokens = new OwnerTokens(context.secrets, context.globalState, known);
  const rooms = { documents, files, recent, relayRooms, ownerTokens };
  const commandContext = { ...rooms, relays, following, summons, completions, clock: systemClock };
  const roomRowKeys = new RoomRowKeys(systemClock);
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
    reports,
    vscode.workspace.registerFileSystemProvider(ROOM_SCHEME, files, { isCaseSensitive: true }),
    vscode.window.registerUriHandler(new InviteLinks(commandContext, log)),
    ...registerCommands(commandContext, channel, log, {
      probes: platform.probes,
      environment: platform.environment,
      origin: platform.origin,
      reports,
      version: (context.extension.packageJSON as { version: string }).version,
    }),
    saveRoomDocuments(documents, systemClock, log),
    keepEndedRooms({ documents, files, recent }, systemClock, log),
    followMovedDocuments(documents, files, log),
    followSavedCopies(documents, systemClock),
    pinSharedTabs(documents),
    leaveOnClose(commandContext, systemClock, log),
    showRoomTexts(documents.texts),
    following,
    summons,
    new FollowingStatus(following),
    new Announcements(documents, systemClock),
    new StatusBar(documents, systemClock),
    completions,
    new CompletionStatus(documents, completions, systemClock),
    announceModels(documents),
    roomRowKeys,
    new RoomsView({ ...rooms, commandFor: (row) => roomRowKeys.commandFor(row), clock: systemClock }),
    new ParticipantsView(documents, following, systemClock),
    // Who comes back to the window, from sleep or another network, should not wait for the next planned attempt.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) documents.reconnectNow();
    }),
    rememberRooms(documents, recent),
    tellOfStrangers(documents, relays, log),
    followUserSettings(documents, platform.userName()),
    followRoomLanguage(documents, log),
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
        return documents.all().map(apiSession);
      },
      onDidChangeSessions: sessionsChanged.event,
    },
    async flush() {
      await documents.flush();
      await kept.leases.close();
    },
  };
}
