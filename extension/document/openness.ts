import * as vscode from 'vscode';
import type { SharedDocument } from './sharedDocument.ts';
import { hasSilentTabs, tabsOf } from './tabsOf.ts';

/**
 * Tells which shared documents the person has closed. A document counts as open while a tab shows it. VS Code does not
 * say what some tabs show: who was seen in one stays open until that kind of tab is gone.
 */
export class Openness {
  readonly #inSilentTab = new WeakSet<SharedDocument>();

  isOpen(shared: SharedDocument): boolean {
    const { document } = shared;
    if (tabsOf(document.uri).length > 0) {
      this.#inSilentTab.delete(shared);
      return true;
    }
    if (document.isClosed || !hasSilentTabs()) return false;
    if (vscode.window.visibleTextEditors.some((editor) => editor.document === document))
      this.#inSilentTab.add(shared);
    return this.#inSilentTab.has(shared);
  }
}
