import * as vscode from 'vscode';
import { tabsOf } from './tabsOf.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

/** Keeps the tabs of shared documents: a tab in preview gives way to the next file that the person looks at. */
export function pinSharedTabs(documents: SharedDocuments): vscode.Disposable {
  const pin = (): void => {
    for (const { document } of documents.all()) {
      for (const { isPreview, isActive, group, input } of tabsOf(document.uri)) {
        // An inactive one would come to the front by this.
        if (!isPreview || !isActive || !(input instanceof vscode.TabInputText)) continue;
        void vscode.window.showTextDocument(input.uri, {
          preview: false,
          preserveFocus: !group.isActive,
          viewColumn: group.viewColumn,
        });
      }
    }
  };
  let pinned = '';
  /** Sessions tell of every key: looking at all tabs is for the moment when another document is shared. */
  const pinNew = (): void => {
    const shared = documents
      .all()
      .map(({ document }) => document.uri.toString())
      .join('\n');
    if (shared === pinned) return;
    pinned = shared;
    pin();
  };
  return vscode.Disposable.from(documents.onDidChange(pinNew), vscode.window.tabGroups.onDidChangeTabs(pin));
}
