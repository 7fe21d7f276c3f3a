import * as vscode from 'vscode';

/** Every tab that shows the document at `uri`, also as a side of a comparison or in another kind of editor. */
export function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  const wanted = uri.toString();
  return allTabs().filter(({ input }) => urisIn(input).some((one) => one.toString() === wanted));
}

/** True when some tab does not say what it shows. */
export function hasSilentTabs(): boolean {
  return allTabs().some(({ input }) => input === undefined);
}

function allTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}

/**
 * The documents of a tab's input, whatever kind it is: also kinds that the API does not name yet, such as the changes of
 * many files, which holds a list of comparisons, or a merge.
 */
function urisIn(value: unknown, depth = 0): vscode.Uri[] {
  if (value instanceof vscode.Uri) return [value];
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  return Object.values(value).flatMap((part) => urisIn(part, depth + 1));
}

/** An input, a list in it, an entry of the list. */
const MAX_DEPTH = 2;
