import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TandemApi } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';

/** The Tandem of this window, activated. */
export async function activate(): Promise<TandemApi> {
  const extension = vscode.extensions.getExtension<TandemApi>('tandem.tandem');
  assert.ok(extension);
  return extension.activate();
}

/**
 * Not "close all": that asks about unsaved texts, and goes on closing while the next test has begun. Untitled documents
 * are waited for, as the next one gets the name of one that is still closing.
 */
export async function closeAllEditors(): Promise<void> {
  const hasNone = (): boolean =>
    vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0) &&
    vscode.workspace.textDocuments.every(({ isUntitled }) => !isUntitled);
  await eventually('all editors to be closed', async () => {
    if (!hasNone()) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    return hasNone();
  });
}
