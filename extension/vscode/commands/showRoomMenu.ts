import * as vscode from 'vscode';
import { Command, View } from '../names.ts';
import { plainText } from '../plainText.ts';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';

interface Entry extends vscode.QuickPickItem {
  readonly command: string;
  readonly argument?: unknown;
}

/** What one can do in a room, in one list: the status bar opens it. */
export async function showRoomMenu(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, vscode.l10n.t('Room'));
  if (shared === undefined) return;
  const { room, participants } = shared.session;
  const others = participants.filter(({ isSelf }) => !isSelf);
  const inRoom = { roomId: room.id };
  const { leader } = context.following;
  const entries: Entry[] = [
    { label: vscode.l10n.t('$(link) Copy Invite'), command: Command.copyInvite, argument: inRoom },
    { label: vscode.l10n.t('$(organization) People'), command: `${View.participants}.focus` },
    ...(leader === undefined
      ? []
      : [
          {
            label: vscode.l10n.t('$(eye-closed) Stop Following {0}', plainText(leader.name)),
            command: Command.stopFollowing,
          },
        ]),
    ...others
      .filter(({ id }) => id !== leader?.id)
      .map(({ id, name }) => ({
        label: vscode.l10n.t('$(eye) Follow {0}', plainText(name)),
        command: Command.followParticipant,
        argument: { ...inRoom, participantId: id },
      })),
    ...(others.length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('$(megaphone) Bring Everyone Here'),
            command: Command.bringEveryoneHere,
            argument: inRoom,
          },
        ]),
    { label: vscode.l10n.t('$(debug-disconnect) Leave Room'), command: Command.leaveRoom, argument: inRoom },
  ];
  const choice = await vscode.window.showQuickPick(entries, { title: room.name });
  if (choice === undefined) return;
  const { command } = choice;
  await (choice.argument === undefined
    ? vscode.commands.executeCommand(command)
    : vscode.commands.executeCommand(command, choice.argument));
}
