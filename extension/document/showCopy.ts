import * as vscode from 'vscode';

/** Opens `text` as an untitled document beside `original`, in its language. The focus stays where the person types. */
export async function showCopy(text: string, { languageId }: vscode.TextDocument): Promise<void> {
  const copy = await vscode.workspace.openTextDocument({ content: text, language: languageId });
  const viewColumn = vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(copy, { viewColumn, preview: false, preserveFocus: true });
}
