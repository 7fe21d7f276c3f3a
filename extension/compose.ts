import * as vscode from 'vscode';
import type { TandemApi } from './api.ts';
import { RelayRooms } from '../client/relay/relayRooms.ts';
import { RelayApi } from '../client/relay/relayApi.ts';
import type { RelayUrl } from '../client/relay/relayUrl.ts';
import { useTranslations } from '../client/translate.ts';
import { Announcements } from './people/announcements.ts';
import { InlineCompletionProvider } from './completion/inlineCompletionProvider.ts';
import { CompletionStatus } from './completion/completionStatus.ts';
import { announceModels } from './completion/modelNotices.ts';
import { apiSession } from './apiSession.ts';
import { leaveOnClose } from './document/closedDocuments.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { askingKeys } from './commands/teamKeyCommands.ts';
import { keepEndedRooms } from './rooms/endedRooms.ts';
import { showRoomTexts } from './document/fileVersionQuestion.ts';
import { Following } from './people/following.ts';
import { FollowingStatus } from './people/followingStatus.ts';
import { followMovedDocuments } from './document/movedDocuments.ts';
import { ContextKey, ROOM_SCHEME } from './names.ts';
import { outputLog } from './outputLog.ts';
import { ParticipantsView } from './people/participantsView.ts';
import { pinSharedTabs } from './document/pinnedTabs.ts';
import type { Platform } from './platform.ts';
import { openKept } from './rooms/openKept.ts';
import { rememberRooms } from './rooms/recentRooms.ts';
import { RelayMeetings, tellOfStrangers } from './rooms/relayMeetings.ts';
import { ReportDocuments } from './document/reportDocuments.ts';
import { RoomFileSystem } from './document/roomFileSystem.ts';
import { followRoomLanguage } from './document/roomLanguage.ts';
import { RoomRowKeys } from './rooms/roomRowKeys.ts';
import { RoomsView } from './rooms/roomsView.ts';
import { followSavedCopies } from './document/savedCopies.ts';
import { saveRoomDocuments } from './document/saveRoomDocuments.ts';
import { OwnerTokens } from './rooms/ownerTokens.ts';
import { TeamKeys } from './rooms/teamKeys.ts';
import { configuredRelayUrl } from './settings.ts';
import { SharedDocuments } from './document/sharedDocuments.ts';
import { StatusBar } from './rooms/statusBar.ts';
import { Summons } from './people/summons.ts';
import { systemClock } from './systemClock.ts';
import { InviteLinks } from './rooms/uriHandler.ts';
import { followUserSettings } from './people/userSettings.ts';

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
  const teamKeys = new TeamKeys({
    ...{ secrets: context.secrets, memento: context.globalState, known, clock: systemClock, log },
  });
  const relays = new RelayMeetings(known, log, teamKeys);
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
      list: (relayUrl, page) => new RelayApi(relayUrl, teamKeys).listRooms(page),
    },
    clock: systemClock,
    pageSize: ROOMS_PER_PAGE,
  });
  const following = new Following(documents, systemClock);
  const summons = new Summons(documents, following, systemClock, log);
  const completions = new InlineCompletionProvider({
    documents,
    keys: teamKeys,
    memento: context.globalState,
    clock: systemClock,
    log,
  });
  const ownerTokens = new OwnerTokens(context.secrets, context.globalState, known);
  const rooms = { documents, files, recent, relayRooms, ownerTokens };
  const keys = askingKeys({ teamKeys, relays });
  const commandContext = {
    ...{ ...rooms, relays, teamKeys, following, summons, completions, clock: systemClock },
    api: (relayUrl: RelayUrl) => new RelayApi(relayUrl, keys),
  };
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
