import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { RelayApiError } from '../../core/session/relayApi.ts';
import { Command } from '../names.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { copyInvite } from './copyInvite.ts';
import { createRoom } from './createRoom.ts';
import { goToParticipant } from './goToParticipant.ts';
import { joinRoom } from './joinRoom.ts';
import { leaveRoom } from './leaveRoom.ts';

/**
 * Registers every command. Called by hand, one tells the person what went wrong; called with an argument, by a
 * script, it throws the same sentence.
 */
export function registerCommands(
  context: CommandContext,
  channel: vscode.LogOutputChannel,
  log: Log,
): vscode.Disposable[] {
  const register = (command: string, run: (argument: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (argument?: unknown) => {
      try {
        return await run(argument);
      } catch (error) {
        if (argument !== undefined) throw error;
        report(error, command, log);
        return undefined;
      }
    });
  const active = () => {
    const document = vscode.window.activeTextEditor?.document;
    return document === undefined ? undefined : context.documents.find(document);
  };
  return [
    register(Command.createRoom, (argument) => createRoom(context, argument)),
    register(Command.joinRoom, (argument) => joinRoom(context, argument)),
    register(Command.leaveRoom, (argument) => leaveRoom(context, argument)),
    register(Command.copyInvite, (argument) => copyInvite(context, argument)),
    register(Command.goToParticipant, (argument) => goToParticipant(context, argument)),
    register(Command.showLog, () => channel.show()),
    register(Command.undo, () => active()?.bound.undo()),
    register(Command.redo, () => active()?.bound.redo()),
  ];
}

/** Tells the person what went wrong, in a sentence where there is one. */
export function report(error: unknown, what: string, log: Log): void {
  const isForPeople = error instanceof UserError || error instanceof RelayApiError;
  const message = error instanceof Error ? error.message : String(error);
  log.error(
    `${what} failed: ${isForPeople || !(error instanceof Error) ? message : (error.stack ?? message)}`,
  );
  void vscode.window.showErrorMessage(
    isForPeople ? message : `Tandem could not do this: ${message} (see "Tandem: Show Log").`,
  );
}
