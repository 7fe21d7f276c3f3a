import * as vscode from 'vscode';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { ROOM_SCHEME } from '../names.ts';
import { SAVE_AS_IT_IS } from '../document/saveAsItIs.ts';
import { UserError } from '../userError.ts';
import { translate } from '../../client/translate.ts';
import { askLine } from '../words/choose.ts';

/**
 * Commands whose edits are computed from the text: VS Code drops them, or makes them where things no longer are, when
 * the text changes meanwhile. So others' edits are kept back while they run (B8, three seconds at the most).
 */

/** Saves the active document; what runs on save (a formatter, code actions) sees a text that stays as it is. */
export function save(shared: SharedDocument | undefined): Promise<void> {
  return whileHeld(shared, async () => {
    await vscode.commands.executeCommand('workbench.action.files.save');
  });
}

/** Closes the active document. One of a room asks nothing, since the room has its text. */
export function closeDocument(shared: SharedDocument | undefined): Promise<void> {
  return whileHeld(shared, async () => {
    if (shared?.document.uri.scheme === ROOM_SCHEME) await vscode.commands.executeCommand(SAVE_AS_IT_IS);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
}

/** Formats the active document, or what is selected in it. */
export function format(shared: SharedDocument | undefined): Promise<void> {
  return whileHeld(shared, async () => {
    requireActive();
    await vscode.commands.executeCommand('editor.action.formatDocument');
  });
}

/** Organises the imports of the active document. */
export function organizeImports(shared: SharedDocument | undefined): Promise<void> {
  return whileHeld(shared, async () => {
    const document = requireActive();
    // Not `editor.action.organizeImports`: that is over before its edit is made.
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
      vscode.CodeActionKind.SourceOrganizeImports.value,
      1,
    );
    const [action] = actions;
    if (action === undefined) {
      throw new UserError(translate('No installed extension can organize the imports of this file.'));
    }
    if (action.edit !== undefined) await vscode.workspace.applyEdit(action.edit);
    if (action.command !== undefined) {
      const { command, arguments: given = [] } = action.command;
      await vscode.commands.executeCommand(command, ...(given as unknown[]));
    }
  });
}

/**
 * Renames the symbol at the caret everywhere. Asks for the name first, and keeps others' edits back only afterwards.
 * `newName` is for scripts.
 */
export async function renameSymbol(shared: SharedDocument | undefined, newName?: string): Promise<void> {
  const document = requireActive();
  const position = vscode.window.activeTextEditor?.selection.active ?? new vscode.Position(0, 0);
  const range = document.getWordRangeAtPosition(position);
  const name =
    newName ??
    (await askLine({
      title: translate('Rename Symbol'),
      prompt: translate("The new name. Others' edits are kept."),
      value: range === undefined ? '' : document.getText(range),
    }));
  if (name === undefined) return;
  await whileHeld(shared, async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      // Others may have moved the text while the name was typed; the caret has moved with it.
      vscode.window.activeTextEditor?.document === document
        ? vscode.window.activeTextEditor.selection.active
        : position,
      name,
    );
    if (edit.size === 0) throw new UserError(translate('This cannot be renamed.'));
    await vscode.workspace.applyEdit(edit);
  });
}

/** Keeps others' edits out of the document while the task runs. */
export async function whileHeld<T>(
  shared: SharedDocument | undefined,
  task: () => PromiseLike<T>,
): Promise<T> {
  if (shared === undefined) return task();
  const release = shared.bound.binding.hold();
  try {
    await shared.bound.whenCalm();
    return await task();
  } finally {
    release();
  }
}

function requireActive(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) throw new UserError(translate('Open a file first.'));
  return document;
}
