import type * as vscode from 'vscode';
import type { Log } from '../client/ports.ts';

/** The client's log in VS Code's output channel. Details are ids and counts, never text. */
export function outputLog(channel: vscode.LogOutputChannel): Log {
  const line = (message: string, details?: Record<string, unknown>): string =>
    details === undefined ? message : `${message} ${JSON.stringify(details)}`;
  return {
    info: (message, details) => channel.info(line(message, details)),
    warn: (message, details) => channel.warn(line(message, details)),
    error: (message, details) => channel.error(line(message, details)),
  };
}
