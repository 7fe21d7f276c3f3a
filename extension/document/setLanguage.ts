import * as vscode from 'vscode';

/** Sets a document's language where this VS Code knows it. */
export async function setLanguage(document: vscode.TextDocument, language: string): Promise<void> {
  if (document.languageId === language || document.isClosed) return;
  const known = await vscode.languages.getLanguages();
  if (known.includes(language)) await vscode.languages.setTextDocumentLanguage(document, language);
}
