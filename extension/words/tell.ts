import * as vscode from 'vscode';
import type { PlainText } from '../../client/plainText.ts';

/**
 * Everything that Tandem says in a notification, a dialog or for a moment in the status bar. VS Code makes links that
 * run commands of `[text](command:…)` there, so only plain text comes in: a sentence of `translate`, or `plainText`.
 * What offers `buttons` answers with the one that was chosen.
 */
export const tell = {
  info(sentence: PlainText, ...buttons: PlainText[]): Promise<PlainText | undefined> {
    return answered(vscode.window.showInformationMessage(sentence, ...buttons));
  },

  warn(sentence: PlainText, ...buttons: PlainText[]): Promise<PlainText | undefined> {
    return answered(vscode.window.showWarningMessage(sentence, ...buttons));
  },

  error(sentence: PlainText, ...buttons: PlainText[]): Promise<PlainText | undefined> {
    return answered(vscode.window.showErrorMessage(sentence, ...buttons));
  },

  /** A dialog that waits for an answer; `detail` stands below the question. Undefined when it was cancelled. */
  ask(
    question: PlainText,
    detail: PlainText | undefined,
    ...buttons: PlainText[]
  ): Promise<PlainText | undefined> {
    const options = { modal: true, ...(detail !== undefined && { detail }) };
    return answered(vscode.window.showWarningMessage(question, options, ...buttons));
  },

  /** A line in the status bar that goes by itself after `shownMs`. */
  inPassing(sentence: PlainText, shownMs: number): void {
    vscode.window.setStatusBarMessage(sentence, shownMs);
  },

  /** Shows `title` in a notification while `task` is under way. */
  async during<T>(
    title: PlainText,
    task: (cancellation: vscode.CancellationToken) => Thenable<T>,
    { isCancellable = false }: { isCancellable?: boolean } = {},
  ): Promise<T> {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: isCancellable },
      (_progress, token) => task(token),
    );
  },
};

async function answered(choice: Thenable<string | undefined>): Promise<PlainText | undefined> {
  return (await choice) as PlainText | undefined;
}
