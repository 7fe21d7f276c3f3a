import * as vscode from 'vscode';
import { openUntitled } from './untitledDocument.ts';

/** Opens `text` as an untitled document beside `original`, in its language. The focus stays where the person types. */
export async function showCopy(text: string, { languageId }: vscode.TextDocument): Promise<void> {
  const copy = await openUntitled(text, languageId);
  const viewColumn = vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(copy, { viewColumn, preview: false, preserveFocus: true });
}
