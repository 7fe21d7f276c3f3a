import * as vscode from 'vscode';
import { toLf } from './lineEndings.ts';

/**
 * Opens an untitled document with `content`. VS Code gives one the name of another that has just been closed, and
 * sometimes, from its backup, that one's text.
 */
export async function openUntitled(content: string, language = 'plaintext'): Promise<vscode.TextDocument> {
  // eslint-disable-next-line no-restricted-syntax -- this is the one that looks
  const document = await vscode.workspace.openTextDocument({ content, language });
  const text = document.getText();
  if (toLf(text) === toLf(content)) return document;
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
  const eol = content.includes('\r\n') ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF;
  edit.set(document.uri, [vscode.TextEdit.replace(whole, content), vscode.TextEdit.setEndOfLine(eol)]);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error('VS Code refused the text of a new document.');
  return document;
}
