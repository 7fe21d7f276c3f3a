import * as vscode from 'vscode';
import type { Clock, Log } from '../core/ports.ts';
import { ROOM_SCHEME } from './names.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

/** So long nothing was typed: a save then meets a text that stays as it is until it is done. */
const QUIET_MS = 600;
/** Where somebody always types, so long a document stays dirty at most. */
const MAX_DIRTY_MS = 3_000;

/**
 * Keeps documents of joined rooms from being dirty: the relay has their text, so VS Code has nothing to ask when one is
 * closed. A document is saved without formatting, since that would change the text under the others' hands while they
 * type. VS Code can do that for the active editor alone; another document is saved where no setting makes a save
 * change the text, and else once it is active.
 */
export function saveRoomDocuments(documents: SharedDocuments, clock: Clock, log: Log): vscode.Disposable {
  const dirtySince = new WeakMap<vscode.TextDocument, number>();
  const timers = new Map<vscode.TextDocument, () => void>();

  const save = async (document: vscode.TextDocument): Promise<void> => {
    timers.delete(document);
    dirtySince.delete(document);
    if (!document.isDirty || document.isClosed || documents.find(document) === undefined) return;
    if (isActive(document)) await vscode.commands.executeCommand(SAVE_AS_IT_IS);
    else if (!isChangedBySaving(document)) await document.save();
  };
  const saveSoon = (document: vscode.TextDocument): void => {
    if (document.uri.scheme !== ROOM_SCHEME || documents.find(document) === undefined) return;
    const now = clock.now();
    const since = dirtySince.get(document) ?? now;
    dirtySince.set(document, since);
    timers.get(document)?.();
    const delay = Math.max(0, Math.min(QUIET_MS, since + MAX_DIRTY_MS - now));
    const report = (error: unknown): void =>
      log.warn('A room’s document could not be saved.', { error: String(error) });
    timers.set(
      document,
      clock.after(delay, () => void save(document).catch(report)),
    );
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

const SAVE_AS_IT_IS = 'workbench.action.files.saveWithoutFormatting';

/** Both, as the command means the active tab, which need not be a text editor. */
function isActive(document: vscode.TextDocument): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return (
    vscode.window.activeTextEditor?.document === document &&
    input instanceof vscode.TabInputText &&
    input.uri.toString() === document.uri.toString()
  );
}

function isChangedBySaving(document: vscode.TextDocument): boolean {
  const isOn = (section: string): boolean =>
    vscode.workspace.getConfiguration('', document).get<boolean>(section) === true;
  const actions = vscode.workspace
    .getConfiguration('editor', document)
    .get<Record<string, unknown>>('codeActionsOnSave', {});
  return (
    CHANGING_SETTINGS.some(isOn) || Object.values(actions).some((when) => when !== false && when !== 'never')
  );
}

const CHANGING_SETTINGS = [
  'editor.formatOnSave',
  'files.trimTrailingWhitespace',
  'files.insertFinalNewline',
  'files.trimFinalNewlines',
];
