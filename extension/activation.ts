import type * as vscode from 'vscode';
import type { TandemApi } from './api.ts';
import { compose, type Tandem } from './compose.ts';
import type { Platform } from './platform.ts';

let tandem: Tandem | undefined;

/** Starts Tandem on `platform`; VS Code calls an entry's `activate` once, when Tandem is first needed. */
export function start(context: vscode.ExtensionContext, platform: Platform): TandemApi {
  tandem = compose(context, platform);
  return tandem.api;
}

/** VS Code waits a few seconds for this when the window closes or reloads. */
export async function deactivate(): Promise<void> {
  await tandem?.flush();
}
