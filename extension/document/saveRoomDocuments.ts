import * as vscode from 'vscode';
import type { Clock, Log } from '../../client/ports.ts';
import { ROOM_SCHEME } from '../names.ts';
import { isActive, saveAsItIs } from './saveAsItIs.ts';
import type { SharedDocument } from './sharedDocument.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

/** After the person's own last key: a save then meets a text that stays as it is until it is done. */
const QUIET_MS = 250;
/** A document stays dirty at most for this time while somebody goes on typing in it. */
const MAX_DIRTY_MS = 1_500;
/** Between two saves while others type. */
const INTERVAL_MS = 100;

/**
 * Keeps documents of joined rooms from being dirty: the relay has their text, so VS Code has nothing to ask when one is
 * closed. A document is saved without formatting, since that would change the text under the others' hands while they
 * type. VS Code can do that for the active editor alone; another document is saved where no setting makes a save
 * change the text, and else once it is active.
 */
export function saveRoomDocuments(documents: SharedDocuments, clock: Clock, log: Log): vscode.Disposable {
  const dirtySince = new WeakMap<vscode.TextDocument, number>();
  const savedAt = new WeakMap<vscode.TextDocument, number>();
  const saving = new Set<vscode.TextDocument>();
  const timers = new Map<vscode.TextDocument, () => void>();

  const save = async (document: vscode.TextDocument): Promise<void> => {
    timers.delete(document);
    dirtySince.delete(document);
    if (!document.isDirty || documents.find(document)?.isBound !== true) return;
    saving.add(document);
    try {
      await saveAsItIs(document);
    } finally {
      saving.delete(document);
      savedAt.set(document, clock.now());
    }
  };
  /** In milliseconds: what others write is saved at once, what the person writes when they pause. */
  const delayFor = ({ document, bound }: SharedDocument): number => {
    const now = clock.now();
    const since = dirtySince.get(document) ?? now;
    dirtySince.set(document, since);
    const quiet = Math.min(bound.typedAtMs + QUIET_MS, since + MAX_DIRTY_MS) - now;
    const pause = (savedAt.get(document) ?? -Infinity) + INTERVAL_MS - now;
    return Math.max(0, quiet, pause);
  };
  const saveSoon = (document: vscode.TextDocument): void => {
    const shared = documents.find(document);
    if (document.uri.scheme !== ROOM_SCHEME || shared === undefined || saving.has(document)) return;
    timers.get(document)?.();
    const report = (error: unknown): void =>
      log.warn('A room’s document could not be saved.', { error: String(error) });
    const run = (): void =>
      void save(document)
        .catch(report)
        .then(() => {
          // What came while it was being saved.
          if (document.isDirty && isActive(document)) saveSoon(document);
        });
    timers.set(document, clock.after(delayFor(shared), run));
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) saveSoon(document);
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.isDirty === true) saveSoon(editor.document);
    }),
    // What was dirty when it was bound, such as after a reload.
    documents.onDidChange(() => {
      for (const { document } of documents.all())
        if (document.isDirty && !timers.has(document)) saveSoon(document);
    }),
    { dispose: () => timers.forEach((cancel) => cancel()) },
  );
}
