import type { DocumentName, PersonName, RoomName, Step } from './step.ts';

/**
 * The windows of two people and their relay: real ones, or simulated ones. Documents and rooms go by the names of the
 * walk; a document that the walk has not named goes by its URI.
 */
export interface WalkDriver {
  /** Does a step; resolves when VS Code has done it, not when everybody has seen it. */
  perform(step: Step): Promise<StepReport>;
  /** What a person's window holds and says at this moment. */
  look(person: PersonName): Promise<WindowView>;
  /**
   * Types at the end of a document (Ben: at its start), by keyboard where it is the active one. False where nothing
   * takes the text, such as a document that is not loaded.
   */
  type(person: PersonName, document: DocumentName, text: string): Promise<boolean>;
  /** Answers every question which text is to stand: the room's or the file's. */
  answer(person: PersonName, keep: 'room' | 'file'): Promise<void>;
  /** What the relay holds of each room; rooms that it does not know are left out. */
  roomTexts(rooms: readonly RoomName[]): Promise<ReadonlyMap<RoomName, string>>;
  /** Asks again and again, until it is true or the time is over; tells which. */
  until(condition: () => Promise<boolean>, limitMs: number): Promise<boolean>;
}

export type StepReport =
  /** `asked` is the question of a dialog that stood in the way. */
  | { readonly kind: 'done'; readonly asked?: string }
  /** VS Code or Tandem said no. */
  | { readonly kind: 'refused'; readonly message: string }
  /** There is nothing to do it with: the steps before went another way. */
  | { readonly kind: 'impossible'; readonly why: string };

export interface WindowView {
  /** Documents that VS Code holds in memory, without those of other extensions and comparisons. */
  readonly documents: readonly DocumentView[];
  readonly tabs: readonly TabView[];
  /** In the open folder; a driver without a disk leaves it out. */
  readonly files?: readonly DocumentName[];
  readonly sessions: readonly SessionView[];
  /** The document of the active text editor. */
  readonly active: DocumentName | undefined;
  /** Tandem's item in the status bar; undefined while it is hidden. */
  readonly statusBar: string | undefined;
  /** Notifications on the screen; those from before the step are gone. */
  readonly messages: readonly string[];
  /** How many questions wait for an answer: which text is to stand? */
  readonly questions: number;
}

export interface DocumentView {
  readonly document: DocumentName;
  /** With LF. */
  readonly text: string;
  readonly isDirty: boolean;
}

export interface TabView {
  readonly document: DocumentName;
  readonly view: 'text' | 'custom' | 'diff';
  readonly group: number;
  readonly isActive: boolean;
  readonly isPreview: boolean;
}

/** What Tandem's own API says of a room that the window is in. */
export interface SessionView {
  readonly room: RoomName;
  readonly document: DocumentName;
  /** The document object that the session is bound to has been closed. */
  readonly isDocumentClosed: boolean;
  readonly state: 'connecting' | 'online' | 'offline' | 'ended';
  readonly isSaved: boolean;
  /** The relay answers at the address that the session uses. */
  readonly isReachable: boolean;
}
