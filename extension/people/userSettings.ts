import * as vscode from 'vscode';
import { presentUser } from '../../client/session/roomPresence.ts';
import { Setting } from '../names.ts';
import { configuredUser } from '../settings.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';

/** Shows another name or colour in every room as soon as the person has set it. */
export function followUserSettings(documents: SharedDocuments, systemName: string): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const isAbout = (setting: string): boolean => event.affectsConfiguration(`tandem.${setting}`);
    if (!isAbout(Setting.displayName) && !isAbout(Setting.color)) return;
    const user = presentUser(configuredUser(systemName));
    for (const { session } of documents.all()) session.publish({ user });
  });
}
