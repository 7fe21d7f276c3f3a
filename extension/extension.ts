import type * as vscode from 'vscode';
import type { TandemApi } from './api.ts';
import { compose, type Tandem } from './compose.ts';

let tandem: Tandem | undefined;

/** VS Code calls this once, when Tandem is first needed. */
export function activate(context: vscode.ExtensionContext): TandemApi {
  tandem = compose(context);
  return tandem.api;
}

/** VS Code waits a few seconds for this when the window closes or reloads. */
export async function deactivate(): Promise<void> {
  await tandem?.flush();
}
