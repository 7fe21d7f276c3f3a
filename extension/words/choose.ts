import * as vscode from 'vscode';
import type { PlainText } from '../../client/plainText.ts';

/** An entry of a list. VS Code draws `$(name)` as an icon there; `withIcon` puts one in. */
export interface Choice {
  readonly label: PlainText;
  readonly description?: PlainText;
  readonly detail?: PlainText;
  readonly alwaysShow?: boolean;
  readonly kind?: vscode.QuickPickItemKind;
}

export interface ListOptions {
  readonly title: PlainText;
  readonly placeHolder?: PlainText;
  readonly matchOnDescription?: boolean;
}

/** Lets the person pick one of `choices`; undefined when they thought better of it. */
export async function choose<T extends Choice>(
  choices: readonly T[] | Promise<readonly T[]>,
  options: ListOptions,
): Promise<T | undefined> {
  return await vscode.window.showQuickPick(choices, options);
}

export interface LineOptions {
  readonly title?: PlainText;
  readonly prompt: PlainText;
  readonly value?: string;
  readonly placeHolder?: PlainText;
  readonly ignoreFocusOut?: boolean;
  /** Shows dots instead of what is typed. */
  readonly isSecret?: boolean;
  /** What is wrong with what stands there; undefined when nothing is. */
  readonly validateInput?: (value: string) => PlainText | undefined;
}

/** Asks for a line of text. VS Code makes links of `[text](command:…)` in the prompt and in what is wrong. */
export async function askLine({ isSecret = false, ...options }: LineOptions): Promise<string | undefined> {
  return await vscode.window.showInputBox({ ...options, password: isSecret });
}

/** Asks where to write a file, in VS Code's own dialog. */
export async function askFile(
  title: PlainText,
  offer: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  return await vscode.window.showSaveDialog({ title, ...(offer !== undefined && { defaultUri: offer }) });
}
