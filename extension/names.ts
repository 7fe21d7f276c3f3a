/** Every name that code and manifest share; a test holds the two against each other. */
export const Command = {
  createRoom: 'tandem.createRoom',
  joinRoom: 'tandem.joinRoom',
  leaveRoom: 'tandem.leaveRoom',
  copyInvite: 'tandem.copyInvite',
  reconnectNow: 'tandem.reconnectNow',
  diagnoseConnection: 'tandem.diagnoseConnection',
  recordDiagnostics: 'tandem.recordDiagnostics',
  saveCopy: 'tandem.saveCopy',
  showLog: 'tandem.showLog',
  renameRoom: 'tandem.renameRoom',
  changeRoomLanguage: 'tandem.changeRoomLanguage',
  deleteRoom: 'tandem.deleteRoom',
  openInvitePage: 'tandem.openInvitePage',
  forgetRoom: 'tandem.forgetRoom',
  refreshRooms: 'tandem.refreshRooms',
  loadMoreRooms: 'tandem.loadMoreRooms',
  withFocusedRoom: 'tandem.withFocusedRoom',
  setRelayUrl: 'tandem.setRelayUrl',
  setTeamKey: 'tandem.setTeamKey',
  goToParticipant: 'tandem.goToParticipant',
  followParticipant: 'tandem.followParticipant',
  stopFollowing: 'tandem.stopFollowing',
  bringEveryoneHere: 'tandem.bringEveryoneHere',
  showRoomMenu: 'tandem.showRoomMenu',
  undoLastChangeBy: 'tandem.undoLastChangeBy',
  undo: 'tandem.undo',
  redo: 'tandem.redo',
  save: 'tandem.save',
  closeDocument: 'tandem.closeDocument',
  format: 'tandem.formatDocument',
  organizeImports: 'tandem.organizeImports',
  renameSymbol: 'tandem.renameSymbol',
  toggleCompletions: 'tandem.toggleCompletions',
  toggleCompletionsForLanguage: 'tandem.toggleCompletionsForLanguage',
  explainCompletions: 'tandem.explainCompletions',
  allowModel: 'tandem.allowModel',
  disallowModel: 'tandem.disallowModel',
  completionAccepted: 'tandem.completionAccepted',
  dismissCompletion: 'tandem.dismissCompletion',
} as const;

export const View = { rooms: 'tandem.rooms', participants: 'tandem.participants' } as const;

export const Setting = {
  relayUrl: 'relayUrl',
  displayName: 'displayName',
  color: 'color',
  inviteLink: 'inviteLink',
  cursorNames: 'cursorNames',
  announcements: 'announcements',
  completionsEnabled: 'completions.enabled',
  completionsEagerness: 'completions.eagerness',
  completionsMultiline: 'completions.multiline',
  completionsLanguages: 'completions.languages',
  completionsExclude: 'completions.excludeGlobs',
  completionsEverywhere: 'completions.everywhere',
  completionsOthers: 'completions.otherProviders',
} as const;

/** Context keys for `when` clauses. */
export const ContextKey = {
  sessionCount: 'tandem.sessionCount',
  activeDocumentShared: 'tandem.activeDocumentShared',
  /** What the Rooms view knows of the relay: unknown, loaded, failed or needsKey. */
  relayRooms: 'tandem.relayRooms',
  following: 'tandem.following',
} as const;

/** The scheme of documents that were joined rather than opened from disk. */
export const ROOM_SCHEME = 'tandem';

/** The scheme of a room's text beside the document that differs from it. */
export const ROOM_TEXT_SCHEME = 'tandem-room-text';
