/** Every name that code and manifest share; a test holds the two against each other. */
export const Command = {
  createRoom: 'tandem.createRoom',
  joinRoom: 'tandem.joinRoom',
  leaveRoom: 'tandem.leaveRoom',
  copyInvite: 'tandem.copyInvite',
  showLog: 'tandem.showLog',
  goToParticipant: 'tandem.goToParticipant',
  undo: 'tandem.undo',
  redo: 'tandem.redo',
} as const;

export const View = { participants: 'tandem.participants' } as const;

export const Setting = { relayUrl: 'relayUrl', displayName: 'displayName', color: 'color' } as const;

/** Context keys for `when` clauses. */
export const ContextKey = {
  sessionCount: 'tandem.sessionCount',
  activeDocumentShared: 'tandem.activeDocumentShared',
} as const;

/** The scheme of documents that were joined rather than opened from disk. */
export const ROOM_SCHEME = 'tandem';
