import * as vscode from 'vscode';

/** Every tab that shows the document at `uri`, also as a side of a comparison or in another kind of editor. */
export function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  const wanted = uri.toString();
  return allTabs().filter((tab) => urisOf(tab).some((one) => one.toString() === wanted));
}

/** True when some tab does not say what it shows, such as the changes of many files or a merge. */
export function hasSilentTabs(): boolean {
  return allTabs().some(({ input }) => input === undefined);
}

function allTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}

function urisOf({ input }: vscode.Tab): vscode.Uri[] {
  if (
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook
  ) {
    return [input.uri];
  }
  const isComparison =
    input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff;
  return isComparison ? [input.original, input.modified] : [];
}
