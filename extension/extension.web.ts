import type * as vscode from 'vscode';
import { start } from './activation.ts';
import type { TandemApi } from './api.ts';
import { webPlatform } from './web/webPlatform.ts';

export { deactivate } from './activation.ts';

/** Where VS Code has a browser alone: `browser` in the manifest. */
export function activate(context: vscode.ExtensionContext): TandemApi {
  return start(context, webPlatform);
}
