import * as vscode from 'vscode';
import { toLf } from './lineEndings.ts';

/**
 * Opens an untitled document that holds `content`. VS Code reuses the names of closed untitled documents, and sometimes
 * restores the old document's text from its backup. Throws when VS Code refuses to put the text right.
 */
export async function openUntitled(content: string, language = 'plaintext'): Promise<vscode.TextDocument> {
  // eslint-disable-next-line no-restricted-syntax -- this is the door, which checks the text
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
