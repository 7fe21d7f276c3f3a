import * as vscode from 'vscode';

/** Every tab that shows the document at `uri`, also as a side of a comparison. */
export function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  const wanted = uri.toString();
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.filter((tab) => urisOf(tab).some((one) => one.toString() === wanted)),
  );
}

function urisOf({ input }: vscode.Tab): vscode.Uri[] {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return [input.uri];
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}
