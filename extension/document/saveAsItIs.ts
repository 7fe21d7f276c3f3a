import * as vscode from 'vscode';

/** Of the active document. */
export const SAVE_AS_IT_IS = 'workbench.action.files.saveWithoutFormatting';

/** Saves a document unless that would change its text. */
export async function saveAsItIs(document: vscode.TextDocument): Promise<void> {
  if (isActive(document)) await vscode.commands.executeCommand(SAVE_AS_IT_IS);
  else if (!isChangedBySaving(document)) await document.save();
}

/** True when its editor and its tab are active: the command means the active tab, which need not be a text editor. */
export function isActive(document: vscode.TextDocument): boolean {
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
