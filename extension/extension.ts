import type * as vscode from 'vscode';
import { start } from './activation.ts';
import type { TandemApi } from './api.ts';
import { nodePlatform } from './node/nodePlatform.ts';

export { deactivate } from './activation.ts';

/** Where VS Code has Node: `main` in the manifest. */
export function activate(context: vscode.ExtensionContext): TandemApi {
  return start(context, nodePlatform);
}
