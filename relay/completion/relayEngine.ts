/** A room's text that the asker named: code to learn from besides their own. */
export interface RoomCode {
  readonly id: string;
  readonly text: string;
  /** A VS Code language id. */
  readonly language: string;
}

/** What the relay asks its engine. */
export interface RelayEngineRequest {
  readonly code: string;
  /** In UTF-16 units, within the code. */
  readonly cursor: number;
  /** A VS Code language id. */
  readonly language: string;
  /** One text at most, the one that saves most keys on average; none where none saves any. Else several to choose from. */
  readonly isAutomatic: boolean;
  readonly room?: RoomCode;
}

export interface RelayEngineResponse {
  /** Texts to insert at the cursor, the likeliest first. */
  readonly suggestions: readonly string[];
  /** From 0 to 1: how likely the first of them is. */
  readonly confidence: number;
}

/** The engine behind a relay: it completes from texts alone. */
export interface RelayEngine {
  /** Rejects when the engine does not answer. `signal` fires when nobody waits for the response any more. */
  complete(request: RelayEngineRequest, signal: AbortSignal): Promise<RelayEngineResponse>;
}
