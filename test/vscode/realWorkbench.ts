import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever.ts';
import { WindowHearing } from '../contract/workbench/hearWindow.ts';
import type {
  WorkbenchDriver,
  WorkbenchObservation,
  WorkbenchStep,
} from '../contract/workbench/workbenchDriver.ts';
import { closeAllEditors } from './window.ts';

/** VS Code has told all that comes of a step when nothing has come for so long. */
const QUIET_MS = 700;
const MAX_QUIET_MS = 8_000;

/** The contract's steps in the VS Code around this test. */
export class RealWorkbench implements WorkbenchDriver {
  #folder = '';
  #hearing: WindowHearing | undefined;

  async start(files: Readonly<Record<string, string>>): Promise<void> {
    this.#hearing?.dispose();
    await closeAllEditors();
    await vscode.commands.executeCommand('workbench.action.joinAllGroups');
    // In the workspace: VS Code watches that, and has never seen this folder.
    const [root] = vscode.workspace.workspaceFolders ?? [];
    this.#folder = fs.mkdtempSync(path.join(root?.uri.fsPath ?? os.tmpdir(), 'window-'));
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(this.#folder, name), text);
    this.#hearing = new WindowHearing(vscode, this.#folder);
  }

  async perform(step: WorkbenchStep): Promise<WorkbenchObservation> {
    const hearing = this.#hearing;
    if (hearing === undefined) throw new Error('Start first.');
    hearing.forget();
    await this.#make(step);
    await this.#untilQuiet(hearing);
    return hearing.observe();
  }

  async end(): Promise<void> {
    this.#hearing?.dispose();
    await closeAllEditors();
  }

  async #make(step: WorkbenchStep): Promise<unknown> {
    const uri = (file: string): vscode.Uri => vscode.Uri.file(path.join(this.#folder, file));
    const command = (id: string, ...args: unknown[]): Thenable<unknown> =>
      vscode.commands.executeCommand(id, ...args);
    switch (step.kind) {
      case 'open':
        // Not by openTextDocument, after which VS Code keeps the document for three minutes.
        return command('vscode.open', uri(step.file), { preview: step.isPreview === true });
      case 'openBehind':
        return vscode.workspace.openTextDocument(uri(step.file));
      case 'editBehind': {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(uri(step.file), new vscode.Position(0, 0), step.text);
        return vscode.workspace.applyEdit(edit);
      }
      case 'type':
        return command('type', { text: step.text });
      case 'save':
        return command('workbench.action.files.save');
      case 'revert':
        return command('workbench.action.files.revert');
      case 'close':
        return command('workbench.action.closeActiveEditor');
      case 'reopenClosed':
        return command('workbench.action.reopenClosedEditor');
      case 'moveToNextGroup':
        return command('workbench.action.moveEditorToNextGroup');
      case 'setLanguage': {
        const document = vscode.workspace.textDocuments.find(
          (one) => one.uri.toString() === uri(step.file).toString(),
        );
        return document && vscode.languages.setTextDocumentLanguage(document, step.language);
      }
      case 'rename': {
        const edit = new vscode.WorkspaceEdit();
        edit.renameFile(uri(step.from), uri(step.to), { overwrite: step.isOverwriting === true });
        return vscode.workspace.applyEdit(edit);
      }
      case 'writeOnDisk':
        fs.writeFileSync(uri(step.file).fsPath, step.text);
        return pause(2_000);
      case 'wait':
        return pause(step.ms);
      default:
        return assertNever(step);
    }
  }

  async #untilQuiet(hearing: WindowHearing): Promise<void> {
    const endMs = Date.now() + MAX_QUIET_MS;
    for (let before = ''; Date.now() < endMs;) {
      const now = JSON.stringify(hearing.observe());
      if (now === before) return;
      before = now;
      await pause(QUIET_MS);
    }
  }
}

/** What is waited for here is that nothing comes, which nothing tells. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
