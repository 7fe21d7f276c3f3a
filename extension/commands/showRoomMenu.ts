import * as vscode from 'vscode';
import { Command, View } from '../names.ts';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { plainText } from '../../client/plainText.ts';
import { choose, type Choice } from '../words/choose.ts';

interface Entry extends Choice {
  readonly command: string;
  readonly argument?: unknown;
}

/** What one can do in a room, in one list: the status bar opens it. */
export async function showRoomMenu(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, translate('Room'));
  if (shared === undefined) return;
  const { room, participants, state } = shared.session;
  const others = participants.filter(({ isSelf }) => !isSelf);
  const inRoom = { roomId: room.id };
  const { leader } = context.following;
  const entries: Entry[] = [
    ...(state.kind === 'online' ? [] : connectionEntries(room.relayUrl)),
    { label: translate('$(link) Copy Invite'), command: Command.copyInvite, argument: inRoom },
    { label: translate('$(organization) People'), command: `${View.participants}.focus` },
    ...(leader === undefined
      ? []
      : [
          {
            label: translate('$(eye-closed) Stop Following {0}', leader.name),
            command: Command.stopFollowing,
          },
        ]),
    ...others
      .filter(({ id }) => id !== leader?.id)
      .map(({ id, name }) => ({
        label: translate('$(eye) Follow {0}', name),
        command: Command.followParticipant,
        argument: { ...inRoom, participantId: id },
      })),
    ...(others.length === 0
      ? []
      : [
          {
            label: translate('$(megaphone) Bring Everyone Here'),
            command: Command.bringEveryoneHere,
            argument: inRoom,
          },
        ]),
    { label: translate('$(debug-disconnect) Leave Room'), command: Command.leaveRoom, argument: inRoom },
  ];
  const choice = await choose(entries, { title: plainText(room.name) });
  if (choice === undefined) return;
  const { command } = choice;
  await (choice.argument === undefined
    ? vscode.commands.executeCommand(command)
    : vscode.commands.executeCommand(command, choice.argument));
}

/** What helps while the relay is away. */
function connectionEntries(relayUrl: RelayUrl): Entry[] {
  return [
    { label: translate('$(refresh) Reconnect Now'), command: Command.reconnectNow },
    {
      label: translate("$(question) Why Can't I Connect?"),
      command: Command.diagnoseConnection,
      argument: { relayUrl },
    },
  ];
}
