import type * as vscode from 'vscode';

/** What `activate()` returns: for other extensions, and for tests. */
export interface TandemApi {
  /** The rooms that this window is in, oldest first. */
  readonly sessions: readonly TandemSession[];
  /** A session began, ended or changed in any way. */
  readonly onDidChangeSessions: vscode.Event<void>;
}

/** This window's membership of one room. */
export interface TandemSession {
  readonly room: RoomSummary;
  /** The document that shows the room; `isClosed` while its tab shows it as something else than text. */
  readonly document: vscode.TextDocument;
  readonly state: 'connecting' | 'online' | 'offline' | 'ended';
  /** True when the relay has every edit made here on its disk. */
  readonly isSaved: boolean;
  /** Everyone in the room, oneself first. */
  readonly participants: readonly {
    readonly name: string;
    readonly color: string;
    readonly isSelf: boolean;
  }[];
  /** Resolves when every edit made here so far is on the relay's disk. */
  whenSaved(): Promise<void>;
}

/** What the commands return that create and join rooms. */
export interface RoomSummary {
  readonly id: string;
  readonly name: string;
  readonly relayUrl: string;
  readonly invite: string;
}
