import * as vscode from 'vscode';
import type * as Y from 'yjs';
import { Binding } from '../../client/binding/binding.ts';
import { DEFAULT_TUNING } from '../../client/binding/bindingOptions.ts';
import { combineProbes } from '../../client/binding/bindingProbe.ts';
import { OperationTrail } from '../../client/diagnostics/operationTrail.ts';
import { BindingRecorder } from '../../client/diagnostics/recorder.ts';
import type { BufferSelection, Clock, Log } from '../../client/ports.ts';
import { DocumentBuffer } from './editorBuffer.ts';
import { FileVersion, type FileVersionChoice } from './fileVersion.ts';
import { lfOffsetAt, positionAtLf, toLfChanges } from './lineEndings.ts';
import { SelectionFollower } from './selectionFollower.ts';
import { StrayEdits, type UnansweredEdit } from './strayEdits.ts';
import { ViewKeeper } from './viewKeeper.ts';

export interface BindDocumentOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Marks what this document writes to the shared text. */
  readonly origin?: object;
  /** With it, undo takes back own edits only, whichever way the person asks for it. */
  readonly undo?: Y.UndoManager;
  /** The file brought another text; it stays out of the room until it is decided. Without it, it counts as typed. */
  readonly onFileVersion?: (choice: FileVersionChoice) => void;
}

/** A document that is bound to the shared text until disposed. */
export interface BoundDocument {
  readonly document: vscode.TextDocument;
  readonly binding: Binding;
  /** Records nothing until it is started. */
  readonly recorder: BindingRecorder;
  /** The last operations, without text. */
  readonly trail: OperationTrail;
  /** When this person, or their editor, last changed the text, by the clock. */
  readonly typedAtMs: number;
  /** The shared text's offset of a position in the document. */
  toShared(position: vscode.Position): number;
  /** The position in the document of an offset in the shared text. */
  toPosition(offset: number): vscode.Position;
  /**
   * The selections of the active editor in offsets of the shared text, none when it shows something else. Unlike
   * `editor.selections` they fit the text also between a change and the selection event that follows it.
   */
  sharedSelections(): readonly BufferSelection[];
  /** Edits that VS Code may make in a document of this URI still. */
  unanswered(): readonly UnansweredEdit[];
  /** This document takes the place of one of its URI in which these edits were to be made. */
  expectStrays(edits: readonly UnansweredEdit[]): void;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Resolves when no edit is under way to the editor, or after a second: to be awaited after a hold. */
  whenCalm(): Promise<void>;
  /** The document or the window goes away: what was typed is written down now, and nothing is sent to the editor any more. */
  settle(): void;
  dispose(): void;
}

/** Some minutes of two people who type. */
const RECORDED_OPERATIONS = 4_000;

/** An edit to the editor takes some tens of milliseconds; nobody waits longer than this for one. */
const CALM_WITHIN_MS = 1_000;

/**
 * Binds a document to the shared text. The two must be equal, or `binding.reconcile` must follow in the same step.
 */
export function bindDocument(
  document: vscode.TextDocument,
  text: Y.Text,
  { clock, log, origin, undo, onFileVersion }: BindDocumentOptions,
): BoundDocument {
  const buffer = new DocumentBuffer(document, clock, log);
  const recorder = new BindingRecorder({
    maxOperations: RECORDED_OPERATIONS,
    tuning: DEFAULT_TUNING,
    hasOwnUndo: undo !== undefined,
    isRecording: false,
  });
  const trail = new OperationTrail();
  const binding = new Binding({
    text,
    buffer: recorder.watch(buffer),
    probe: combineProbes(recorder, trail),
    clock,
    log,
    ...(origin ? { origin } : {}),
    ...(undo ? { undo } : {}),
  });
  let eol = document.eol;
  let typedAtMs = -Infinity;
  const follower = new SelectionFollower(document, buffer, binding, clock);
  const viewKeeper = new ViewKeeper(document);
  const fileVersion = new FileVersion(document, binding, text, clock, onFileVersion);
  const strays = new StrayEdits((version, isStray) =>
    binding.decide(version, isStray ? 'is taken back' : 'stands'),
  );

  const disposables = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      const eolBefore = eol;
      eol = document.eol;
      // Without changes the event is about the document being dirty, not about its text.
      if (event.contentChanges.length === 0) {
        fileVersion.stateChanged();
        return;
      }
      const changes = toLfChanges(event.contentChanges, eolBefore, eol);
      const before = buffer.selections();
      const isMaybeStray = strays.textChanged(document.version, changes);
      const maker = buffer.changed(changes, isMaybeStray);
      follower.textChanged(maker);
      if (maker === 'local') typedAtMs = clock.now();
      else viewKeeper.textChanged(event.contentChanges);
      const isDoubtful = fileVersion.textChanged(maker) || isMaybeStray;
      const reason = toReason(event.reason);
      binding.documentChanged({
        version: document.version,
        changes,
        atMs: clock.now(),
        selections: { before, after: buffer.selections() },
        ...(reason ? { reason } : {}),
        ...(isDoubtful ? { isDoubtful } : {}),
      });
    }),
    vscode.window.onDidChangeVisibleTextEditors(() => {
      buffer.editorsChanged();
      binding.editorChanged();
    }),
    vscode.workspace.onDidCloseTextDocument((closed) => {
      // A change of language closes and opens the same document, which then is not closed at all.
      if (closed === document && document.isClosed) settle();
    }),
    follower,
    fileVersion,
    binding,
  );
  const settle = (): void => {
    strays.settle();
    fileVersion.settle();
    binding.settle();
  };

  return {
    document,
    binding,
    recorder,
    trail,
    get typedAtMs() {
      return typedAtMs;
    },
    toShared: (position) => binding.toShared(lfOffsetAt(document, position)),
    toPosition: (offset) => positionAtLf(document, binding.toDocument(offset)),
    sharedSelections: () =>
      buffer.selections().map(({ anchor, head }) => ({
        anchor: binding.toShared(anchor),
        head: binding.toShared(head),
      })),
    unanswered: () => [...strays.unanswered, ...buffer.unanswered],
    expectStrays: (edits) => strays.expect(edits),
    undo: () => {
      follower.catchUp();
      return binding.undo();
    },
    redo: () => binding.redo(),
    whenCalm: () =>
      new Promise((resolve) => {
        const cancel = clock.after(CALM_WITHIN_MS, resolve);
        void binding.whenCalm().then(() => {
          cancel();
          resolve();
        });
      }),
    settle,
    dispose() {
      disposables.dispose();
    },
  };
}

function toReason(reason: vscode.TextDocumentChangeReason | undefined): 'undo' | 'redo' | undefined {
  if (reason === vscode.TextDocumentChangeReason.Undo) return 'undo';
  return reason === vscode.TextDocumentChangeReason.Redo ? 'redo' : undefined;
}
