import * as vscode from 'vscode';
import * as z from 'zod';
import type { Log } from '../../client/ports.ts';
import { Command } from '../names.ts';
import {
  allowModel,
  completionAccepted,
  explainCompletions,
  toggleCompletions,
  toggleCompletionsForLanguage,
} from './completionCommands.ts';
import { bringEveryoneHere, followParticipant, goToParticipant } from './participantCommands.ts';
import { changeRoomLanguage, forgetRoom, leaveRoom, renameRoom } from './roomCommands.ts';
import { isByHand } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { copyInvite, openInvitePage } from './inviteCommands.ts';
import { createRoom } from './createRoom.ts';
import { deleteRoom } from './deleteRoom.ts';
import { diagnoseConnection, type DiagnosisParts, setRelayUrl } from './connectionCommands.ts';
import { closeDocument, format, organizeImports, renameSymbol, save } from './heldCommands.ts';
import { joinRoom } from './joinRoom.ts';
import { recordDiagnostics } from './recordDiagnostics.ts';
import { saveCopy } from './saveCopy.ts';
import { showRoomMenu } from './showRoomMenu.ts';
import { setTeamKey } from './teamKeyCommands.ts';
import { undoLastChangeBy } from './undoLastChangeBy.ts';
import { report } from '../words/report.ts';

const newNameSchema = z.object({ newName: z.string() }).optional();

/**
 * Registers every command. Called by hand, one tells the person what went wrong; called with an argument, by a
 * script, it throws the same sentence.
 */
export function registerCommands(
  context: CommandContext,
  channel: vscode.LogOutputChannel,
  log: Log,
  diagnosis: DiagnosisParts,
): vscode.Disposable[] {
  const register = (command: string, run: (argument: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (argument?: unknown) => {
      try {
        return await run(argument);
      } catch (error) {
        if (!isByHand(argument)) throw error;
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
    register(Command.renameRoom, (argument) => renameRoom(context, argument)),
    register(Command.changeRoomLanguage, (argument) => changeRoomLanguage(context, argument)),
    register(Command.deleteRoom, (argument) => deleteRoom(context, argument)),
    register(Command.openInvitePage, (argument) => openInvitePage(context, argument)),
    register(Command.forgetRoom, (argument) => forgetRoom(context, argument)),
    register(Command.refreshRooms, () => context.relayRooms.refresh()),
    register(Command.loadMoreRooms, () => context.relayRooms.loadMore()),
    register(Command.saveCopy, () => saveCopy()),
    register(Command.setRelayUrl, (argument) => setRelayUrl(argument)),
    register(Command.setTeamKey, (argument) => setTeamKey(context, argument)),
    register(Command.goToParticipant, (argument) => goToParticipant(context, argument)),
    register(Command.reconnectNow, () => context.documents.reconnectNow()),
    register(Command.diagnoseConnection, (argument) => diagnoseConnection(context, diagnosis, argument)),
    register(Command.recordDiagnostics, (argument) => recordDiagnostics(context, argument)),
    register(Command.followParticipant, (argument) => followParticipant(context, argument)),
    register(Command.stopFollowing, () => context.following.stop()),
    register(Command.bringEveryoneHere, (argument) => bringEveryoneHere(context, argument)),
    register(Command.showRoomMenu, (argument) => showRoomMenu(context, argument)),
    register(Command.showLog, () => channel.show()),
    register(Command.undoLastChangeBy, (argument) => undoLastChangeBy(context, argument)),
    register(Command.undo, () => {
      context.completions.undoing();
      return active()?.bound.undo();
    }),
    register(Command.redo, () => {
      context.completions.undoing();
      return active()?.bound.redo();
    }),
    register(Command.save, () => save(active())),
    register(Command.closeDocument, () => closeDocument(active())),
    register(Command.format, () => format(active())),
    register(Command.organizeImports, () => organizeImports(active())),
    register(Command.renameSymbol, (argument) =>
      renameSymbol(active(), newNameSchema.parse(argument)?.newName),
    ),
    register(Command.toggleCompletions, () => toggleCompletions()),
    register(Command.toggleCompletionsForLanguage, (argument) => toggleCompletionsForLanguage(argument)),
    register(Command.explainCompletions, (argument) => explainCompletions(context, argument)),
    register(Command.allowModel, (argument) => allowModel(context, argument, true)),
    register(Command.disallowModel, (argument) => allowModel(context, argument, false)),
    register(Command.completionAccepted, (argument) => completionAccepted(context, argument)),
    register(Command.dismissCompletion, () => context.completions.dismiss()),
  ];
}
